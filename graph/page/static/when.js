// ------------------------------------------------------------------------------------------------------------- when
// Acts in lanes, by incident or by actor, within a day as told; dates as vague and as open as they are stated.

const row_ = (marks, axis, height = 14) => svg('svg', { class: 'bar-line', height, 'aria-hidden': 'true' },
  ...axis.ticks.map(([iso]) => svg('line', { x1: `${axis.x(iso)}%`, x2: `${axis.x(iso)}%`, y1: 0, y2: height, class: 'grid' })), ...marks);

/** Whether a bar over the days of an act would be too short to see. */
const isDisc = (one, axis) => Boolean(one.from && one.to) && axis.x(one.to, 1) - axis.x(one.from) < 1.2;

/** A bar over the days on which the act may have happened; a disc if it would be too short to see. Where no first or last day is
 *  stated the bar runs out of the axis, pale, with a firm end only at the day that is stated.
 */
const spanMarks = (one, axis) => {
  const [from, to] = [one.from ? axis.x(one.from) : 0, one.to ? axis.x(one.to, 1) : 100];
  if (one.from && one.to) {
    return [isDisc(one, axis) ? svg('circle', { cx: `${num((from + to) / 2)}%`, cy: 7, r: 5, class: `span ${one.look}` })
      : svg('rect', { x: `${from}%`, y: 2, width: `${num(to - from)}%`, height: 10, class: `span ${one.look}` })];
  }
  const at = one.from ? from : to;
  return [svg('rect', { x: `${from}%`, y: 4, width: `${num(Math.max(1, to - from))}%`, height: 6, class: `span ${one.look} half-open` }),
    svg('line', { x1: `${at}%`, x2: `${at}%`, y1: 0, y2: 14, class: `stop ${one.look}` })];
};

const actRow = (one, axis) => el('li', { class: axis ? 'on-axis' : '' },
  el('div', { class: 'event' }, el('button', { type: 'button', class: 'inline plain', onclick: () => select(one.id) }, bdi(labelOf(one.id))), ' ', actTag(one),
    el('span', { class: 'small' }, [whenWords(one) || 'undated', count(tellersOf(one).length, 'source'), one.order.isOrdered ? null : one.order.i < Infinity ? 'no source orders it' : null].filter(Boolean).join(' · '))),
  axis && (one.from || one.to) ? row_(spanMarks(one, axis), axis) : null);

const axisRow = (axis) => {
  // On a narrow screen not every mark has room for its name.
  const step = Math.ceil(axis.ticks.length / Math.max(1, Math.floor((narrow.matches ? innerWidth : innerWidth * 0.35) / 90)));
  const words = axis.ticks.filter(([iso], i) => axis.x(iso) < (narrow.matches ? 75 : 86) && i % step === 0).map(([iso, text]) => {
    const label = svg('text', { x: `${axis.x(iso)}%`, dx: 3, y: 11 });
    label.textContent = day(text);
    return label;
  });
  return el('div', { class: 'axis on-axis' }, el('span', {}), row_(words, axis, 16));
};

/** By what acts are in lanes; of a dataset without incidents, by actor. */
const lanesBy = () => (known.headings.incident.length ? now.lanes : 'actor');

/** The acts in lanes: [heading, acts], by incident as they happened, by actor those with most acts first. */
const lanesOf = (acts) => {
  const lanes = new Map();
  if (lanesBy() === 'actor') {
    acts.forEach((one) => new Set(one.versions.flatMap(({ subject }) => [...subject.doers, ...subject.targets, ...subject.parties]))
      .forEach((actor) => put(lanes, actor, one)));
    return [...lanes].sort(by(([, those]) => -those.length, ([actor]) => labelOf(actor)));
  }
  acts.forEach((one) => put(lanes, one.incident ?? '', one));
  return [...lanes].sort(by(([incident]) => !incident)).map(([incident, those]) => [incident, hearsAll(now.view) ? [...those].sort(by((one) => one.order.i)) : those]);
};

const laneChoice = () => el('div', { class: 'lanes', role: 'group', 'aria-label': 'Lanes' }, (known.headings.incident.length ? ['', 'actor'] : ['actor']).map((kind) => el('button', {
  type: 'button', class: 'toggle', 'aria-pressed': String((lanesBy() || '') === kind), id: `lanes-${kind || 'incident'}`,
  onclick: () => { now.lanes = kind; writeState(true); renderTab('timeline'); find(`lanes-${kind || 'incident'}`).focus(); },
}, kind ? 'By actor' : 'By incident')), toldActs().length ? el('button', { type: 'button', class: 'toggle', id: 'story-start', onclick: () => goToStep(0) }, '▶ Step by step') : null);

/** What the marks of the axis mean, and whether an act has such a mark. @type {any[][]} */
const MARKS_OF_TIME = [
  ['a bar: the days on one of which it happened', 'span fair', 'rect', (one, axis) => one.from && one.to && !isDisc(one, axis)],
  ['a disc: the same, too short here for a bar', 'span fair', 'circle', isDisc],
  ['pale, with one firm end: no first or no last day is stated', 'span half-open', 'rect', (one) => Boolean(one.from) !== Boolean(one.to)],
  ['hollow: by one group alone', 'span weak', 'circle', (one) => one.look === 'weak'],
  ['red: contested or denied', 'span contested', 'circle', (one) => one.look === 'contested'],
];
const timeLegend = (acts, axis) => el('ul', { class: 'marks', 'aria-label': 'Marks' }, MARKS_OF_TIME.filter(([,,, test]) => acts.some((one) => test(one, axis))).map(([words, class_, shape]) => el('li', {},
  svg('svg', { width: 26, height: 14, 'aria-hidden': 'true' }, shape === 'rect' ? svg('rect', { x: 1, y: 3, width: 24, height: 8, class: class_ }) : svg('circle', { cx: 13, cy: 7, r: 5, class: class_ })), words)));

const showTimeline = (box) => {
  const acts = toldActs();
  const dated = acts.filter((one) => one.from || one.to);
  const days = dated.flatMap((one) => [one.from, one.to]);
  const [first, last] = [extreme(days, -1), extreme(days, 1)];
  const axis = first && first !== last ? axisOf(first, last) : null;
  const lane = ([id, those]) => el('section', { class: 'lane' }, el('h3', {}, id ? bdi(labelOf(id)) : 'Outside any incident', el('span', { class: 'small' }, ` ${count(those.length, 'act')}`)),
    axis ? axisRow(axis) : null, inParts(el('ol', { class: 'events' }), those, (one) => actRow(one, axis), 0, 60));
  box.replaceChildren(el('h2', {}, 'When: acts in the order told'),
    ...(acts.length ? [laneChoice(),
      axis ? timeLegend(dated, axis) : first ? el('p', { class: 'small' }, `Every date given is ${day(first)}: acts stand in the order in which sources put them.`) : '',
      inParts(el('div', {}), lanesOf(acts), lane, 0, 20)] : [nothing()]));
};
