(() => {
  const body = document.body, detail = document.getElementById('detail');
  const left = document.getElementById('left'), right = document.getElementById('right');
  const t = (zh, en) => { const f = document.createDocumentFragment(); for (const [l, s] of [['zh', zh], ['en', en]]) { const e = document.createElement('span'); e.lang = l; e.textContent = s; f.append(e); } return f; };
  const make = (name, text) => { const e = document.createElement(name); if (text !== undefined) e.append(text); return e; };
  const byKey = new Map();
  for (const e of document.querySelectorAll('[data-k]')) {
    const k = e.dataset.k;
    if (k && !e.classList.contains('finding')) (byKey.get(k) || byKey.set(k, []).get(k)).push(e);
  }
  const all = k => byKey.get(k) || [];
  const mark = (list, cls) => list.forEach(e => e.classList.add(cls));
  const clear = cls => document.querySelectorAll('.' + cls).forEach(e => e.classList.remove(cls));
  const narrow = () => matchMedia('(max-width:900px)').matches;
  const showPane = p => { body.dataset.pane = p; for (const b of document.querySelectorAll('[data-pane]')) if (b !== body) b.setAttribute('aria-pressed', b.dataset.pane === p); };
  showPane('right');
  for (const b of document.querySelectorAll('.tabs button')) b.addEventListener('click', () => showPane(b.dataset.pane));

  const shown = e => e.getClientRects().length > 0;
  const reveal = e => { if (e && shown(e)) e.scrollIntoView({ block: 'center', inline: 'nearest', behavior: matchMedia('(prefers-reduced-motion:reduce)').matches ? 'auto' : 'smooth' }); };
  const counterpart = (k, from) => {
    const side = left.contains(from) ? right : left;
    if (from.classList.contains('finding')) return all(k).find(e => left.contains(e));
    const found = all(k).filter(e => side.contains(e));
    return found.find(e => e.classList.contains('v')) || found.find(shown) || found[0];
  };

  let pinned = null;
  const hover = (k, on) => { clear('hover'); if (on && k) mark(all(k), 'hover'); };
  const letGo = () => { for (const c of ['on', 'lhs', 'rhs']) clear(c); pinned = null; detail.hidden = true; };
  const pin = (k, from, scroll) => {
    letGo();
    pinned = { k, from };
    mark(all(k), 'on');
    if (from.classList.contains('finding')) from.classList.add('on');
    if (scroll && !narrow()) reveal(counterpart(k, from));
    if (scroll && narrow() && from.classList.contains('finding')) reveal(all(k).find(e => right.contains(e) && shown(e)));
    tell(k);
  };
  const pinFinding = f => {
    letGo();
    pinned = { f };
    f.classList.add('on');
    const keys = s => (s || '').split(' ').filter(Boolean);
    const l = keys(f.dataset.left), r = keys(f.dataset.right);
    l.forEach(k => mark(all(k), 'lhs'));
    r.forEach(k => mark(all(k), 'rhs'));
    document.querySelectorAll('.eq').forEach(e => { if (e.dataset.f === f.dataset.f) e.classList.add('on'); });
    const last = r[r.length - 1] || l[l.length - 1];
    // The list of findings stays where it is, but on a phone, where the document is on the other tab.
    if (last) reveal(all(last).find(e => (narrow() ? right : left).contains(e) && shown(e)));
  };

  const words = { number: ['数', 'number'], blank: ['空白', 'blank'], mark: ['符号', 'mark'], absent: ['缺', 'absent'], unreadable: ['无法识读', 'unreadable'], confirmed: ['已印证', 'confirmed'], single: ['未印证', 'single, not confirmed'], disputed: ['有分歧', 'disputed'] };
  const methods = { rulings: '表格线', alignment: '对齐', stream: '文字流', tags: '标签树', grid: '网格', flat: '展平文字' };
  const tell = k => {
    const v = all(k).find(e => e.classList.contains('v')), cell = all(k).find(e => left.contains(e) && e.getBBox) ;
    detail.replaceChildren();
    const close = make('button', '×'); close.className = 'close'; close.setAttribute('aria-label', '关闭 close'); close.addEventListener('click', letGo);
    const list = make('dl');
    const row = (name, what) => { const dd = make('dd'); dd.append(what); const dt = make('dt'); dt.append(name); list.append(dt, dd); };
    if (v) {
      const f = v.dataset.path;
      detail.append(make('h3', label(v)));
      row(t('原文', 'printed'), v.dataset.raw === '' ? '∅' : v.dataset.raw);
      for (const c of v.classList) if (words[c]) row(c in { confirmed: 1, single: 1, disputed: 1 } ? t('可靠程度', 'status') : t('种类', 'kind'), t(...words[c]));
      for (const line of v.dataset.readings ? v.dataset.readings.split('\n') : []) {
        const [m, raw] = line.split('\t');
        row(t(methods[m] || m, m), raw || '∅');
      }
      if (f) row(t('路径', 'path'), f);
    } else {
      const e = all(k).find(e => !e.getBBox && e.textContent.trim());
      if (!e) return;
      detail.append(make('h3', k));
      row(t('文字', 'text'), e.textContent.trim().slice(0, 200));
    }
    detail.append(list);
    if (cell) detail.append(crop(cell));
    detail.append(close);
    detail.hidden = false;
  };
  const label = v => {
    const f = document.createDocumentFragment();
    const tr = v.closest('tr'), heads = tr.querySelectorAll('th');
    const said = heads.length ? heads[heads.length - 1] : null;
    const col = columnHead(v);
    for (const [i, h] of [said, col].filter(Boolean).entries()) { if (i) f.append(' · '); for (const n of h.childNodes) f.append(n.cloneNode(true)); }
    return f.childNodes.length ? f : v.dataset.k;
  };
  const columnHead = v => {
    const box = v.getBoundingClientRect(), x = (box.left + box.right) / 2;
    let best = null;
    for (const h of v.closest('table').querySelectorAll('th:not(.row):not(.article):not(.corner)')) {
      const b = h.getBoundingClientRect();
      if (b.left <= x && x <= b.right && b.bottom <= box.top + 2) best = !best || b.bottom >= best.getBoundingClientRect().bottom ? h : best;
    }
    return best;
  };
  // The place on the page, cut out and enlarged: on a phone the page itself is on the other tab.
  const crop = cell => {
    const num = n => +cell.getAttribute(n) || 0, b = { x: num('x'), y: num('y'), width: num('width'), height: num('height') };
    const svg = cell.ownerSVGElement, w = Math.max(b.width + 60, 200), h = Math.max(b.height + 24, 60);
    const out = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const box = [b.x + b.width / 2 - w / 2, b.y + b.height / 2 - h / 2, w, h];
    out.setAttribute('viewBox', box.join(' '));
    out.classList.add('sheet');
    for (const cls of ['.rulings', '.text']) {
      const part = svg.querySelector(cls);
      if (!part) continue;
      const copy = part.cloneNode(cls === '.rulings');
      if (cls === '.text') for (const w of part.children) {
        const x = +w.getAttribute('x'), y = +w.getAttribute('y');
        if (x > box[0] - 300 && x < box[0] + box[2] && y > box[1] && y < box[1] + box[3] + 20) copy.append(w.cloneNode(true));
      }
      out.append(copy);
    }
    const r = cell.cloneNode(false);
    r.setAttribute('class', 'is');
    r.removeAttribute('data-k');
    out.append(r);
    return out;
  };

  const keyed = e => e.target.closest && e.target.closest('[data-k]');
  document.addEventListener('mouseover', e => { const k = keyed(e); hover(k && k.dataset.k, !!k); });
  document.addEventListener('click', e => {
    if (e.target.closest('#detail,#top,summary,dialog,a')) return;
    const f = e.target.closest('.finding');
    if (f && f.dataset.f) return pinned && pinned.f === f ? letGo() : pinFinding(f);
    const k = keyed(e);
    if (!k || !k.dataset.k) return letGo();
    if (pinned && pinned.k === k.dataset.k) return letGo();
    pin(k.dataset.k, k, true);
  });

  // One stop of the Tab key for each table and each page; arrows move within.
  const groups = [];
  for (const box of document.querySelectorAll('table[role=grid],svg.sheet')) {
    const items = [...box.querySelectorAll(box.matches('svg') ? 'rect[data-k]:not(.aside)' : 'td[data-k],th[data-k]')].filter(e => e.dataset.k && e.closest('table[role=grid],svg.sheet') === box);
    if (items.length) { items[0].setAttribute('tabindex', '0'); groups.push(items); }
  }
  const centre = e => { const b = e.getBoundingClientRect(); return [(b.left + b.right) / 2, (b.top + b.bottom) / 2]; };
  const move = (from, dx, dy) => {
    const items = groups.find(g => g.includes(from));
    if (!items) return false;
    const [x, y] = centre(from);
    let best = null, least = Infinity;
    for (const e of items) {
      if (e === from) continue;
      const [a, b] = centre(e), along = dx * (a - x) + dy * (b - y), across = Math.abs(dx ? b - y : a - x);
      const cost = along + 3 * across;
      if (along > 1 && cost < least) { best = e; least = cost; }
    }
    if (!best) return true;
    from.setAttribute('tabindex', '-1');
    best.setAttribute('tabindex', '0');
    best.focus();
    return true;
  };
  document.addEventListener('focusin', e => { const k = keyed(e); if (k && e.target.matches(':focus-visible')) hover(k.dataset.k, true); });
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches('input,select,textarea')) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const at = document.activeElement;
    if (way && at && at.dataset.k && move(at, ...way)) return e.preventDefault();
    if ((e.key === 'Enter' || e.key === ' ') && at && at.matches('[data-k],.finding')) {
      e.preventDefault();
      if (at.dataset.f) return pinFinding(at);
      return pinned && pinned.k === at.dataset.k ? letGo() : pin(at.dataset.k, at, true);
    }
    if (e.key === 'Escape') return letGo();
    if (e.key === 'g' && at && at.dataset.k) {
      const other = counterpart(at.dataset.k, at);
      if (other) { if (narrow()) showPane(left.contains(other) ? 'left' : 'right'); reveal(other); other.setAttribute('tabindex', '0'); other.focus(); }
      return;
    }
    if (e.key === 'n' || e.key === 'p') {
      const list = [...document.querySelectorAll('.finding')];
      const i = list.findIndex(f => f.classList.contains('on')), step = e.key === 'n' ? 1 : -1;
      const next = list[i < 0 ? (step > 0 ? 0 : list.length - 1) : (i + step + list.length) % list.length];
      if (next) { next.focus(); if (next.dataset.f) pinFinding(next); else if (next.dataset.k) pin(next.dataset.k, next, true); else { letGo(); next.classList.add('on'); } }
      return;
    }
    if (e.key === 'l') return window.nextLanguage();
    if (e.key === '?') return document.getElementById('help').showModal();
    const layer = document.querySelector(`.layers input[data-key="${CSS.escape(e.key)}"]`);
    if (layer) layer.click();
  });
  document.getElementById('help-open').addEventListener('click', () => document.getElementById('help').showModal());
})();
