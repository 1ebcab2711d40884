// --------------------------------------------------------------------------------------------------------- controls
// The view is chosen here; every part of the page shows it, and the address and a sentence state it.

const DEFAULTS = Object.freeze({ ...EVERYTHING, min_grade: null, per: 'dyad' });
const LEVELS = ['actor', 'organisation', 'side'];
const BASE = 'https://w3id.org/standoff/';

/** The view shown now, with what it chooses; `tab` is the part of the page that is open. */
/** @type {any} */
const now = { view: DEFAULTS, says: [], tab: 'network', incident: null, missing: [], step: null, panels: 'side', panelsAtMost: 12, compared: [], unfolded: [], size: 'acts', deaths: null };

// ---- a scene from a view

const endsOf = ({ who, whom }) => [who || `unnamed-${localName(whom || '')}`, whom || `unnamed-${localName(who || '')}`];
/** What a source may leave open about an act so that its line is uncertain: who, or what kind of act. */
const OPEN_ENDS = new Set(['actor', 'recipient', 'victim', 'party', 'eventType'].map((name) => ST + name));
/** What the sources that report an act leave open about it, in the view. */
const leftOpen = (act) => (now.open.get(act.event) || []).filter((row) => act.rows.some((other) => other.said_by === row.said_by));
const labelsOf = (values) => [...new Set(values)].filter((value) => value !== null).map(labelOf).sort();

/** What a line's label may name: each kind of act with its grade, in dispute first, then those with most groups. */
const kindsAndGrades = (acts) => {
  const found = new Map();
  [...acts].sort(by((act) => DISPUTE_FIRST.indexOf(act.grade) > 1, (act) => -act.groups.size)).forEach((act) => {
    const words = kindWords(act.weighed.subject);
    if (!found.has(`${act.grade} ${words}`)) found.set(`${act.grade} ${words}`, { words, grade: act.grade });
  });
  return [...found.values()];
};

const edgeId = (from, to, directed) => `${localName(from)} ${directed ? 'to' : 'and'} ${localName(to)}`;
/** The side of each independent group of a line, or null: sides first, by name. */
const dotsFor = (groups) => groups.map((group) => sideOfId(data.sides, group)).sort(by((side) => side === null, (side) => side?.label ?? ''));

/** A line as it is drawn and listed. Of thousands only some are looked at, so what is told of one is made when asked for. */
class Edge {
  /** @type {any} */
  dyad = null;
  /** What others of its line say, of one source's line. @type {Set<string> | null} */
  apart = null;

  constructor(dyad, own = {}) {
    const [from, to] = endsOf(dyad);
    const contested = dyad.grades.some(([grade]) => grade === 'contested');
    Object.assign(this, { dyad, id: edgeId(from, to, dyad.directed), from, to, directed: dyad.directed, grades: dyad.grades, contested,
      denied: dyad.grades.length === 1 && dyad.grades[0][0] === 'denied', hedged: dyad.hedged, attempted: dyad.attempted }, own);
  }
  /** The acts, what is in dispute first, then those with most groups. */
  get acts() { return [...this.dyad.acts].sort(by((act) => DISPUTE_FIRST.indexOf(act.grade) > 1, (act) => -act.groups.size, (act) => labelOf(act.event))); }
  get groups() { return labelsOf(this.dyad.groups); }
  get dots() { return dotsFor(this.dyad.groups); }
  get sources() { return labelsOf(this.dyad.rows.map((row) => row.said_by)); }
  get kinds() { return kindsAndGrades(this.dyad.acts); }
  get events() { return [...new Set(this.dyad.acts.map((act) => act.event))].sort(by(labelOf)); }
  get first() { return this.dyad.first; }
  get last() { return this.dyad.last; }
  get left_open() { return now.open.size > 0 && this.dyad.acts.every((act) => leftOpen(act).length); }
  get leaving_open() { return [...new Set(this.dyad.acts.flatMap(leftOpen).map((row) => `${inWords(`${ST}leftOpen`, row.value)[1]} (by ${labelOf(row.said_by)})`))].sort(); }
  get evidence() {
    const said = (act) => [...Object.values(act.weighed.words).flat().map((word) => word.telling), ...leftOpen(act)].map((row) => row.said);
    const others = this.apart || new Set();
    return [...new Set(this.acts.flatMap(said))].filter((one) => !others.has(one));
  }
}
// Each is made once.
for (const name of ['acts', 'groups', 'dots', 'sources', 'kinds', 'events', 'left_open', 'leaving_open', 'evidence']) {
  const { get } = Object.getOwnPropertyDescriptor(Edge.prototype, name);
  Object.defineProperty(Edge.prototype, name, { get() {
    const value = get.call(this);
    Object.defineProperty(this, name, { value });
    return value;
  } });
}
/** The line for a dyad. @returns {any} */
const edgeOf = (dyad) => new Edge(dyad);

/** A line for each source of a dyad, with the grades of those acts that it asserts, since a single source has none. */
const edgesBySource = (dyad) => [...new Set(dyad.rows.map((row) => row.said_by))].sort(by(labelOf)).map((source) => {
  const own = (rows) => rows.filter((row) => row.said_by === source);
  const acts = dyad.acts.map((act) => ({ ...act, rows: own(act.rows) })).filter((act) => act.rows.length);
  const rows = own(dyad.rows);
  const others = new Set(dyad.rows.filter((row) => row.said_by !== source).map((row) => row.said));
  const told_ = { ...dyadOf(dyad, acts), rows, groups: [rows[0].group].filter(Boolean), hedged: rows.every((row) => row.hedged),
    first: extreme(rows.map((row) => row.earliest), -1), last: extreme(rows.map((row) => row.latest), 1) };
  const [from, to] = endsOf(dyad);
  return new Edge(told_, { id: `${edgeId(from, to, dyad.directed)} by ${localName(source)}`, by: source, apart: others });
});

/** The scene of the view: its lines, their ends, and who looks on. */
const sceneOfView = (view, dyads) => {
  const edges = view.per === 'source' ? dyads.flatMap(edgesBySource) : dyads.map(edgeOf);
  const looks_ = now.says.filter((row) => row.property === `${ST}onlooker` && row.stance === ASSERTS);
  const ofEvent = new Map();
  if (looks_.length) edges.forEach((edge) => edge.events.forEach((event) => put(ofEvent, event, edge.id)));
  const looking = new Map();
  looks_.filter((row) => ofEvent.has(row.about)).forEach((row) => put(looking, `${row.value}\n${row.about}`, row));
  const onlooking = [...looking.values()].map((rows) => ({
    who: rows[0].value, event: labelOf(rows[0].about), edges: ofEvent.get(rows[0].about), evidence: [...new Set(rows.map((row) => row.said))].sort(),
  }));
  const facing = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const apart_ = [...new Set(onlooking.map((look) => look.who))].filter((who) => !facing.has(who));
  const node = (id, onlooker) => {
    const found = cast().get(id);
    return found ? [{ ...found, onlooker }] : [];
  };
  return sceneOf({
    nodes: [...[...facing].sort().flatMap((id) => node(id, false)), ...apart_.sort().flatMap((id) => node(id, true))],
    edges, onlooking, dyads, attribution: attributionsOf(now.says),
  });
};

// ---- in words

const those = (iris, joint = ' or ') => iris.map(labelOf).sort().join(joint);

/** What the view shows, in words, like View.sentence in Python. */
const sentence = (view) => [
  view.said_by.length ? `asserted by ${those(view.said_by)}` : 'asserted by any source',
  view.between.length === 2 && `between ${view.between.map(labelOf).join(' and ')}`,
  view.side.length && `of the side ${those(view.side)}`,
  view.without.length && `without ${those(view.without, ' and ')}`,
  view.min_groups > 1 && `by at least ${view.min_groups} independent groups`,
  view.min_grade && `acts graded ${view.min_grade} or better`,
  view.incident.length && `in ${those(view.incident)}`,
  view.place.length && `at or within ${those(view.place)}`,
  view.event_type.length && `of the kind ${those(view.event_type)}`,
  view.since && `from ${day(view.since)}`, view.until && `until ${day(view.until)}`,
  (view.since || view.until) && 'undated acts left out',
  view.as_of && `as said by ${day(view.as_of)}`,
  view.level !== 'actor' && `each actor shown as its ${view.level}`,
  view.per === 'source' && 'one line for each source',
].filter(Boolean).join(', ');

const showSentence = () => {
  find('sentence').replaceChildren(
    bdi(`Confrontations ${sentence(now.view)}: ${count(scene.edges.length, 'line')}.`),
    ...(data.holds ? [' This file contains only what is ', bdi(data.holds), '.'] : []));
};

// ---- the address

const short = (iri) => (iri.startsWith(BASE) ? iri.slice(BASE.length) : iri);

/** The view in which the page opens: as it was drawn; of several incidents, the one of which most is said. */
const opensWith = () => (Object.keys(data.opens).length || !known.main ? data.opens : { incident: [known.main] });

/** The address's part after # for this view; only what differs from the default. */
const addressOf = (view) => {
  const found = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) {
    if (CHOICES.includes(key)) value.forEach((iri) => found.append(key, short(iri)));
    else if (value !== DEFAULTS[key] && value !== null) found.set(key, value);
  }
  // An empty address opens the page's own view, which may not be everything.
  now.missing.forEach(([key, text]) => found.append(key, text));
  if (!found.size && Object.keys(opensWith()).length) found.set('view', 'all');
  if (now.tab !== 'network') found.set('tab', now.tab);
  besideTo(found);
  foldsTo(found);
  if (now.incident) found.set('dossier', short(now.incident));
  if (state.selected !== null) found.set('open', short(state.selected));
  if (now.lanes) found.set('lanes', now.lanes);
  if (now.step !== null) found.set('step', now.step + 1);
  if (embedded_) found.set('embed', '1');
  return found.toString();
};

/** What an address asks for by names that this file does not have: [option, name], …. */
const missingIn = (address) => [...new URLSearchParams(address)].filter(([key, text]) => CHOICES.includes(key) && text
  && !known.labels.has(text.includes('://') ? text : BASE + text)).map(([key, text]) => [key, text.slice(0, 200)]);

/** The view that an address asks for. Unknown options are ignored; of unknown names the page says so. */
const viewOf = (address) => {
  const asked = new URLSearchParams(address);
  /** @type {any} */
  const view = { ...DEFAULTS };
  const iris = (key) => asked.getAll(key).map((text) => (text.includes('://') ? text : BASE + text)).filter((iri) => known.labels.has(iri));
  CHOICES.forEach((key) => { view[key] = [...new Set(iris(key))]; });
  ['since', 'until', 'as_of'].forEach((key) => { view[key] = plainDay(asked.get(key) || ''); });
  if (/^[1-9]\d{0,6}$/.test(asked.get('min_groups') || '')) view.min_groups = +asked.get('min_groups');
  if (LEVELS.includes(asked.get('level'))) view.level = asked.get('level');
  if (GRADES.includes(asked.get('min_grade'))) view.min_grade = asked.get('min_grade');
  if (asked.get('per') === 'source') view.per = 'source';
  return view;
};

/** Writes the state into the address: as a new step for Back if the reader chose something else, else in place. */
const writeState = (isStep = false) => {
  const address = addressOf(now.view);
  // A page inside a notebook has no address of its own, and cannot set one.
  if (location.protocol === 'about:' || now.reading || address === location.hash.slice(1)) return;
  history[isStep ? 'pushState' : 'replaceState'](null, '', `#${address}`);
};

/** The page inside another one: nothing but the part that is open. */
const embedded_ = new URLSearchParams(location.hash.slice(1)).get('embed') === '1';

const readState = () => {
  const address = location.hash.slice(1);
  const asked = new URLSearchParams(address);
  now.reading = true;
  now.tab = Object.hasOwn(TABS, asked.get('tab') || '') ? asked.get('tab') : 'network';
  now.incident = known.headings.incident.find((iri) => short(iri) === asked.get('dossier')) || null;
  besideFrom(asked);
  const before = now.unfolded.join(' ');
  foldsFrom(asked);
  now.lanes = asked.get('lanes') === 'actor' ? 'actor' : '';
  now.step = /^[1-9]\d{0,3}$/.test(asked.get('step') || '') ? +asked.get('step') - 1 : null;
  now.missing = missingIn(address);
  const bare = !address || [...asked.keys()].every((key) => ['tab', 'embed', 'open', 'dossier', 'step', 'lanes', 'panels', 'compare', 'size', 'unfold'].includes(key));
  show(bare ? { ...opensWith() } : viewOf(address));
  const open = asked.get('open');
  if (open) [open, BASE + open].some((id) => select(id));
  // Back and forward open and close groups too, and look at what is open then.
  if (network && before !== now.unfolded.join(' ')) { if (now.unfolded.length) lookAtFold(); else fit(); }
  now.reading = false;
};

// ---- the one function that every change goes through

/** Shows this view: everything is counted again. */
const show = (options, isStep = true) => {
  shut();
  now.view = { ...DEFAULTS, ...options };
  now.says = saysOf(now.view);
  now.open = new Map();
  now.says.filter((row) => row.stance === LEAVES_OPEN && OPEN_ENDS.has(row.value)).forEach((row) => put(now.open, row.about, row));
  scene = sceneOfView(now.view, gradedAtLeast(dyadsOf(now.view), now.view.min_grade));
  [now.deaths, now.acts] = [null, null];
  if (isFolded()) scene.gathered = gathered(scene.nodes, scene.edges);
  now.fallen = fallenIn(now.view);
  showFallen();
  showIndex();
  syncControls();
  showOpening();
  showSentence();
  showChips();
  showMissing();
  showRail();
  showFolds();
  showLegend();
  now.unstaged = true;
  if (isStaged(now.tab)) putOnStage();
  renderTab(now.tab);
  writeState(isStep);
};
const change = (options, isStep = true) => show({ ...now.view, ...options }, isStep);

// ---- the controls themselves

const option = (value, words) => el('option', { value }, words);
const field = (words, control_) => el('label', { class: 'field' }, el('span', {}, words), control_);

/** A menu to choose one of these values, or all. */
const choose = (id, words, all, values, onchange) => {
  const box = el('select', { id }, option('', all), values.map(([value, text]) => option(value, text)));
  box.addEventListener('change', () => onchange(box.value));
  return field(words, box);
};
/** A day, or none. */
const dayField = (id, words) => {
  const box = el('input', { type: 'date', id });
  // A day that is still being typed is incomplete: it counts on leaving the field or pressing Enter.
  box.addEventListener('blur', () => { if ((box.value || null) !== now.view.as_of) change({ as_of: box.value || null }); });
  box.addEventListener('keydown', (event) => { if (event.key === 'Enter') change({ as_of: box.value || null }); });
  return field(words, box);
};
const choicesOf = (kind) => known.headings[kind].map((iri) => [iri, labelOf(iri)]).sort(by(([, text]) => text));
const chooseOne = (key, words, all, kind) => choose(`view-${key}`, words, all, choicesOf(kind), (value) => change({ [key]: value ? [value] : [] }));

/** What is told of acts in which two ends face each other. */
const told = () => known.acts.flatMap((act) => act.versions.filter((version) => known.confrontations.has(version.kind))
  .flatMap((version) => version.words.filter((word) => word.relation === 'asserts').map((word) => word.telling)));
/** Days from the first to the last possible one of any act. */
const span = (() => {
  const days = told().flatMap((row) => [row.earliest, row.latest]).filter((text) => /^\d{4}-\d\d-\d\d$/.test(text || ''));
  const first = extreme(days, -1);
  const number = (iso) => Math.round((Date.parse(iso) - Date.parse(first)) / 864e5);
  return {
    first, last: extreme(days, 1), length: first ? number(extreme(days, 1)) : 0, number,
    day: (n) => new Date(Date.parse(first) + n * 864e5).toISOString().slice(0, 10),
  };
})();
const player = { timer: null };

const histogram = () => {
  const bars = new Array(60).fill(0);
  const seen = new Set();
  told().forEach((row) => {
    if (!plainDay(row.earliest) || seen.has(row.event)) return;
    seen.add(row.event);
    bars[Math.max(0, Math.min(59, Math.floor((span.number(row.earliest) / (span.length + 1)) * 60)))] += 1;
  });
  const most = Math.max(...bars, 1);
  const box = svg('svg', { viewBox: '0 0 60 12', preserveAspectRatio: 'none', class: 'histogram', 'aria-hidden': 'true' });
  bars.forEach((n, i) => { if (n) box.append(svg('rect', { x: i + 0.1, width: 0.8, y: 12 - (11 * n) / most - 1, height: (11 * n) / most + 1 })); });
  return box;
};

const setTime = (from, to, isStep = true) => change({
  since: from <= 0 ? null : span.day(from), until: to >= span.length ? null : span.day(to),
}, isStep);
const timeNow = () => [now.view.since ? span.number(now.view.since) : 0, now.view.until ? span.number(now.view.until) : span.length];

const stop = () => { clearInterval(player.timer); player.timer = null; find('time-play').textContent = '▶ Play'; };

/** Moves the chosen period along the time axis; a tenth of the whole, if none is chosen. */
const play = () => {
  if (player.timer) { stop(); return; }
  const [from, to] = timeNow();
  const whole = from <= 0 && to >= span.length;
  const width = whole ? Math.max(1, Math.round(span.length / 10)) : Math.max(1, to - from);
  let at = whole || to >= span.length ? 0 : from;
  find('time-play').textContent = '■ Stop';
  const step = () => {
    setTime(Math.max(1, at), Math.min(span.length - 1, at + width), false);
    if (at + width >= span.length) stop(); else at += Math.max(1, Math.round(width / 3));
  };
  player.timer = setInterval(step, 900);
  step();
};

const timeControl = () => {
  if (!span.length) return null;
  const range = (id, words) => el('input', { type: 'range', id, min: 0, max: span.length, 'aria-label': words });
  const [from, to] = [range('time-from', 'Acts from'), range('time-to', 'Acts until')];
  const moved = (isStep) => { const ends = [+from.value, +to.value].sort((a, b) => a - b); setTime(...ends, isStep); };
  // While it is dragged, what is shown follows once a frame.
  let waiting = 0;
  [from, to].forEach((box) => box.addEventListener('input', () => { stop(); cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => moved(false)); }));
  [from, to].forEach((box) => box.addEventListener('change', () => { cancelAnimationFrame(waiting); moved(true); }));
  return el('div', { class: 'time', role: 'group', 'aria-label': 'Time' },
    el('div', { class: 'brush' }, histogram(), from, to),
    el('div', { class: 'time-row' }, el('button', { type: 'button', id: 'time-play', onclick: play }, '▶ Play'),
      el('span', { id: 'time-words', class: 'small' })));
};

// ---- search, in any script

/** Text for comparison: without accents and case, with each Arabic letter in one form. */
const folded = (text) => String(text).normalize('NFKD').replace(/[\p{M}\u0640]/gu, '').toLowerCase()
  .replace(/[أإآٱ]/g, 'ا').replace(/ة/g, 'ه').replace(/[ىی]/g, 'ي').replace(/ک/g, 'ك');

const findable = () => {
  now.findable ??= [...cast().values()].filter((node) => node.kind !== 'unnamed').map((node) => ({ id: node.id, label: node.label, names: [node.label, ...(node.aliases || [])] }))
    .concat([...new Set(known.tellings.map((row) => row.event))].filter(Boolean).map((id) => ({ id, label: labelOf(id), names: [labelOf(id), ...(known.aliases.get(id) || [])] })))
    .map((one) => ({ ...one, folded: one.names.map(folded) }));
  return now.findable;
};

const search = () => {
  const wanted = folded(find('search').value.trim());
  const hits = wanted ? findable().flatMap((one) => {
    const at = one.folded.findIndex((name) => name.includes(wanted));
    return at < 0 ? [] : [{ ...one, name: one.names[at] }];
  }).slice(0, 12) : [];
  const open = (id) => { if (!select(id)) { show({ ...DEFAULTS, level: now.view.level }); select(id); } };
  find('found').replaceChildren(...hits.map((one) => el('li', {}, el('button', { type: 'button', onclick: () => open(one.id) },
    bdi(one.label), one.name === one.label ? null : [' ', el('span', { class: 'small', dir: 'auto' }, bdi(one.name))],
    scene.nodeById.has(one.id) || one.id.includes('/event/') ? null : el('span', { class: 'small' }, ' (not in this view; opening it shows everything)')))));
  find('found-words').textContent = wanted ? count(hits.length, 'name') + (hits.length === 12 ? ' or more' : '') + ' found' : '';
};

const startControls = () => {
  const box = el('input', { type: 'search', id: 'search', autocomplete: 'off', dir: 'auto' });
  box.addEventListener('input', search);
  find('controls').append(
    el('summary', {}, 'Choose what is shown'),
    el('div', { class: 'fields' },
      field('Search names, in any script', box),
      chooseOne('incident', 'Incident', 'all', 'incident'), chooseOne('event_type', 'Kind of act', 'all', 'event type'),
      chooseOne('place', 'Place, and places within it', 'everywhere', 'place'), chooseOne('side', 'Sources on this side', 'all', 'side'),
      choose('view-min_grade', 'Graded at least', 'any grade', GRADES.slice(0, 3).map((name) => [name, name]), (value) => change({ min_grade: value || null })),
      choose('view-min_groups', 'Independent groups', '1 or more', [2, 3, 4, 5].map((n) => [n, `${n} or more`]), (value) => change({ min_groups: +value || 1 })),
      choose('view-level', 'Show each actor as', 'itself', [['organisation', 'its organisation'], ['side', 'its side']], (value) => change({ level: value || 'actor' })),
      dayField('view-as_of', 'Said by this day'),
      choose('view-per', 'One line for', 'each pair of actors', [['source', 'each source']], (value) => change({ per: value || 'dyad' }))),
    el('ul', { id: 'found', 'aria-label': 'Names found' }), el('p', { id: 'found-words', class: 'small', role: 'status' }),
    timeControl() || '',
    el('div', { class: 'row' },
      el('button', { type: 'button', id: 'reset', onclick: () => { stop_(); now.missing = []; showMissing(); show({}); } }, 'Show everything')));
  find('controls').hidden = false;
  find('controls').addEventListener('toggle', showCounts);
  // In a low window the drawing needs the space more.
  find('controls').open = !narrow.matches && innerHeight >= 1000;
  addEventListener('popstate', readState);
};
const stop_ = () => { if (span.length) stop(); };

/** Sets the controls to the current view, however it was chosen. */
const syncControls = () => {
  const { view } = now;
  const set = (id, value) => {
    const box = find(id);
    if (value && ![...box.options].some((each) => each.value === String(value))) box.append(option(value, labelOf(String(value))));
    box.value = value;
  };
  ['incident', 'event_type', 'place', 'side'].forEach((key) => set(`view-${key}`, view[key][0] || ''));
  set('view-min_grade', view.min_grade || '');
  set('view-min_groups', view.min_groups > 1 ? view.min_groups : '');
  set('view-level', view.level === 'actor' ? '' : view.level);
  set('view-per', view.per === 'dyad' ? '' : view.per);
  find('view-as_of').value = view.as_of || '';
  showCounts();
  if (!span.length) return;
  const [from, to] = timeNow();
  find('time-from').value = from;
  find('time-to').value = to;
  Object.entries({ 'time-from': from, 'time-to': to }).forEach(([id, n]) => find(id).setAttribute('aria-valuetext', day(span.day(Math.max(0, Math.min(span.length, n))))));
  find('time-words').textContent = view.since || view.until
    ? `${day(view.since || span.first)} to ${day(view.until || span.last)}; undated acts left out`
    : `${day(span.first)} to ${day(span.last)}, and undated acts`;
};

