(() => {
  const boxes = [...document.querySelectorAll('input[data-class]')];
  const apply = () => {
    const on = new Set(boxes.filter(b => b.checked).map(b => b.dataset.class));
    for (const c of document.querySelectorAll('.change')) c.classList.toggle('off', !on.has(c.dataset.class));
    for (const name of ['group', 'sample']) for (const g of document.querySelectorAll('.' + name)) g.classList.toggle('off', !g.querySelector('.change:not(.off)'));
  };
  for (const b of boxes) b.addEventListener('change', apply);
  apply();
})();
