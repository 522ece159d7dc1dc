// Runs in a page: what of it text from outside has changed. Empty lists and zeros are well.
(() => {
  const main = document.querySelector('main');
  const boxOf = (selector) => document.querySelector(selector)?.getBoundingClientRect() ?? { width: 0, height: 0 };
  const described = (element) =>
    `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.slice(0, 60)}”`;
  const isWide = ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth;
  // Elements that the console itself never makes within a page, and attributes that it never writes; the editor of YAML
  // puts an empty picture of its own beside what it folds.
  const foreign =
    'main :is(img:not(.cm-widgetBuffer:not([src])), iframe, script, object, embed, base, meta, link, marquee, style, [onerror], [onload], [onclick], [href^="javascript:" i])';
  const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

  /** Whether what a text turns round ends with it: it stands apart in its line, or it is alone in its block. */
  const isApart = (text) => {
    for (let at = text.parentElement; at; at = at.parentElement) {
      const { display, unicodeBidi } = getComputedStyle(at);
      if (/isolate|plaintext/.test(unicodeBidi)) return true;
      if (!display.startsWith('inline') || display !== 'inline') return at.textContent.trim() === text.data.trim();
    }
    return true;
  };
  const loose = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const isShown = text.parentElement.checkVisibility() && !text.parentElement.closest('script, style');
    if (isShown && turning.test(text.data) && !isApart(text)) loose.push(described(text.parentElement));
  }
  // What reaches beyond the page, innermost first, where nothing around it cuts it off.
  const right = main.getBoundingClientRect().right + 1;
  const isCut = (element) => {
    for (let at = element.parentElement; at && at !== main; at = at.parentElement)
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    return false;
  };
  const sticking =
    isWide(main) === 0
      ? []
      : [...main.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > right && !isCut(it));
  const rows = [...document.querySelectorAll('main :is(tr, li, [data-n]), nav li, footer')];
  return {
    ran: String(window.__pwned),
    reports: window.__reports ?? [],
    foreign: [...document.querySelectorAll(foreign)].map(described),
    loose,
    sticking: sticking.slice(-3).map(described),
    wider: { document: isWide(document.documentElement), main: isWide(main) },
    highest: Math.max(0, ...rows.map((row) => row.getBoundingClientRect().height)),
    highestRow:
      rows.length > 0
        ? described(rows.toSorted((a, b) => b.getBoundingClientRect().height - a.getBoundingClientRect().height)[0])
        : '',
    length: main.scrollHeight,
    frame: {
      rail: boxOf('nav[aria-label="Hosts and services"]').width,
      top: boxOf('header').height,
      foot: boxOf('footer').height,
    },
  };
})();
