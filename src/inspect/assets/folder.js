(() => {
  const rows = [...document.querySelectorAll('#list tbody tr')], body = document.querySelector('#list tbody');
  const q = document.getElementById('q'), year = document.getElementById('year'), failing = document.getElementById('failing'), count = document.getElementById('count');
  const states = [...document.querySelectorAll('input[data-state]')];
  const texts = new Map(rows.map(r => [r, r.textContent.toLowerCase()]));
  const apply = () => {
    const on = new Set(states.filter(s => s.checked).map(s => s.dataset.state)), words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const r of rows) {
      const fits = on.has(r.dataset.state) && (!year.value || r.dataset.year === year.value) && (!failing.checked || +r.cells[3].dataset.v > 0) && words.every(w => texts.get(r).includes(w));
      r.hidden = !fits;
      n += fits;
    }
    count.textContent = `${n} / ${rows.length}`;
    for (const a of document.querySelectorAll('#panel a.dot')) { const r = document.getElementById(a.getAttribute('href').slice(1)); a.style.opacity = r && r.hidden ? .15 : 1; }
  };
  for (const e of [q, year, failing, ...states]) e.addEventListener('input', apply);
  document.querySelector('.filters').addEventListener('submit', e => e.preventDefault());
  const order = new Intl.Collator('zh', { numeric: true });
  for (const b of document.querySelectorAll('button[data-sort]')) b.addEventListener('click', () => {
    const th = b.closest('th'), i = th.cellIndex, down = th.getAttribute('aria-sort') === 'ascending';
    for (const o of th.parentNode.cells) o.setAttribute('aria-sort', 'none');
    th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const of = r => { const c = r.cells[i]; return c.dataset.v !== undefined ? +c.dataset.v : c.textContent; };
    const sorted = [...rows].sort((a, b) => { const x = of(a), y = of(b); return typeof x === 'number' ? x - y : order.compare(x, y); });
    if (down) sorted.reverse();
    body.append(...sorted);
  });
  apply();
})();
