// ---------------------------------------------------------------------------------------------- words and marks

/** Outlines within (-1, -1) to (1, 1), as SVG paths, so that the canvas and the legend show the same. */
const SHAPES = {
  square: 'M-.9-.9H.9V.9H-.9Z',
  hexagon: 'M-1 0L-.5-.87H.5L1 0L.5 .87H-.5Z',
  diamond: 'M0-1.1L1.1 0L0 1.1L-1.1 0Z',
  star: 'M0-1.15L.31-.38L1.1-.34L.48.16L.68.93L0 .5L-.68.93L-.48.16L-1.1-.34L-.31-.38Z',
  triangle: 'M0-1.05L1.1 .85H-1.1Z',
  bubble: 'M-1.1-.85H1.1V.45H0L-.6 1.05V.45H-1.1Z',
  person: 'M0-1.05a.5.5 0 0 1 0 1a.5.5 0 0 1 0-1ZM-.9 1C-.9-.2 .9-.2 .9 1Z',
  people: 'M-.55-.8a.36.36 0 0 1 0 .72a.36.36 0 0 1 0-.72ZM.55-.8a.36.36 0 0 1 0 .72a.36.36 0 0 1 0-.72Z'
    + 'M-1.15 .85C-1.15-.25-.02-.25-.02 .85ZM.02 .85C.02-.25 1.15-.25 1.15 .85Z',
  pin: 'M0 1.15C-.9 .1-.8-.25-.8-.35A.8.8 0 1 1 .8-.35C.8-.25 .9 .1 0 1.15Z',
  flag: 'M-.9-1.1H1L.6-.5L1 .1H-.6V1.1H-.9Z',
  circle: 'M0-.95a.95.95 0 0 1 0 1.9a.95.95 0 0 1 0-1.9Z',
};

/** How each kind of actor is drawn and called. */
const KINDS = {
  'state-force': { shape: 'square', size: 15, words: 'state force' },
  force: { shape: 'square', size: 15, words: 'armed force' },
  unit: { shape: 'square', size: 10, words: 'unit or post' },
  'military-police': { shape: 'hexagon', size: 15, words: 'military police' },
  militia: { shape: 'diamond', size: 15, words: 'militia' },
  'non-state-group': { shape: 'diamond', size: 12, words: 'non-state armed group' },
  coalition: { shape: 'star', size: 17, words: 'coalition' },
  government: { shape: 'triangle', size: 14, words: 'government' },
  'media-outlet': { shape: 'bubble', size: 13, words: 'media outlet' },
  person: { shape: 'person', size: 14, words: 'person' },
  population: { shape: 'people', size: 17, words: 'people of a place' },
  place: { shape: 'pin', size: 14, words: 'place' },
  side: { shape: 'flag', size: 16, words: 'side' },
  unnamed: { shape: 'circle', size: 4, words: 'not named' },
  actor: { shape: 'circle', size: 13, words: 'actor of unstated kind' },
};

/** Where in its mark the letters of a side stand, and how large, where the middle does not do. */
const LETTERS_AT = {
  person: [0.5, 0.85], people: [0.3, 0.75], triangle: [0.3, 0.85], pin: [-0.35, 0.8], bubble: [-0.2, 0.9], flag: [-0.5, 0.75], star: [0.02, 0.8],
};

/** Grades as marks before the kind of an act in a line's label, from the marks of stances; weak and fair need none. */
const GRADE_MARK = { confirmed: '✓✓ ', contested: '✓✗ ', denied: '✗ ' };
const STANCES = {
  asserts: { words: '✓ asserts', name: 'asserts' },
  denies: { words: '✗ denies', name: 'denies' },
  'leaves open': { words: '○ leaves open', name: 'open' },
  'no answer': { words: '· gives no answer', name: 'open' },
  withdraws: { words: '↶ withdraws', name: 'open' },
};
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];
/** How many colours of sides the style sheet has. */
const SIDE_COLOURS = 8;
/** More lines than this cannot avoid each other: labels need not avoid them either, and only what is contested or open has one. */
const MANY_LINES = 200;
/** How many points represent a line when labels are placed. */
const SAMPLES = 15;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

/** The kind's row, that of an actor where the kind is a new one. */
const kindOf = (node) => (Object.hasOwn(KINDS, node.kind) ? KINDS[node.kind] : KINDS.actor);

/** A date in words, with its own precision; any other text unchanged. */
const day = (iso) => {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso || '');
  if (!parts || (parts[2] && !MONTHS[+parts[2] - 1])) return iso || '';
  return [parts[3] && String(+parts[3]), parts[2] && MONTHS[+parts[2] - 1], parts[1]].filter(Boolean).join(' ');
};

/** "12 February 2020", "25 January 2020 to 12 February 2020", "by 12 February 2020" where no first day is stated, or nothing. */
const period = (first, last) => {
  // Of a whole month or year, the month or year.
  const [from, to] = [/^(\d{4})-(\d\d)-01$/.exec(first || ''), /^(\d{4})-(\d\d)-(\d\d)$/.exec(last || '')];
  if (from && to && from[1] === to[1] && +to[3] === new Date(Date.UTC(+to[1], +to[2], 0)).getUTCDate()) {
    if (from[2] === to[2]) return day(first.slice(0, 7));
    if (from[2] === '01' && to[2] === '12') return from[1];
  }
  if (!first && last) return `by ${day(last)}`;
  if (first && !last) return `from ${day(first)} on`;
  return [...new Set([first, last].filter(Boolean).map(day))].join(' to ');
};

/** "1 claim", "2 claims". */
const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** The address if it is http or https, else null. */
const safeAddress = (text) => {
  try {
    const address = new URL(text);
    return ['http:', 'https:'].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
};

// ------------------------------------------------------------------------------------------------------------ DOM

/** An element. Strings among the children become text, null is left out, `onclick` becomes a listener. */
const el = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'onclick') element.addEventListener('click', value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

const svg = (name, attributes = {}, ...children) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
};

/** Text of the data, isolated so that it cannot change the direction of the text around it. */
const bdi = (text) => el('bdi', {}, String(text));

/** Items with a separator between them: [a, ", ", b]. */
const joined = (items, separator = ', ') => items.flatMap((item, i) => (i ? [separator, item] : [item]));

const tag = (words, kind = '') => el('span', { class: `tag ${kind}` }, words);

/** The mark of an actor as a picture. */
const mark = (shape, classes, size = 9) => {
  const box = svg('svg', { width: 24, height: 22, viewBox: '-12 -11 24 22', 'aria-hidden': 'true' });
  box.append(svg('path', { d: SHAPES[shape], class: `mark ${classes}`, transform: `scale(${size})` }));
  return box;
};

/** White or black, whichever can be read on a colour (WCAG 2.2, relative luminance). */
const inkOn = (colour) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#000000' : '#ffffff';
};

/** A side's mark with its letters, so that colour is never the only sign. */
const lettered = (box, side) => {
  box.append(svg('text', { class: 'letters', x: 0, y: 0.5, fill: inkOn(theme.sides[side.colour]) }, side.letters));
  return box;
};

/** Terms with their values; empty ones are left out. */
const facts = (pairs) => el('dl', { class: 'facts' },
  pairs.filter(([, value]) => value !== null && value !== '' && value?.length !== 0)
    .map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));
