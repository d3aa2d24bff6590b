'use strict';
(() => {
  const root = document.documentElement;
  const names = ['zh', 'en', 'both'];
  const set = (name, keep) => {
    root.dataset.show = name;
    root.lang = name === 'en' ? 'en' : 'zh';
    for (const b of document.querySelectorAll('[data-lang]')) b.setAttribute('aria-pressed', b.dataset.lang === name);
    if (keep) try { localStorage.setItem('baobiao-lang', name); } catch { /* a page from a file may have no store */ }
  };
  let first = null;
  try { first = localStorage.getItem('baobiao-lang'); } catch { /* as above */ }
  if (!names.includes(first)) first = (navigator.language || 'zh').startsWith('zh') ? 'zh' : 'en';
  set(first, false);
  for (const b of document.querySelectorAll('[data-lang]')) b.addEventListener('click', () => set(b.dataset.lang, true));
  window.nextLanguage = () => set(names[(names.indexOf(root.dataset.show) + 1) % names.length], true);
})();
