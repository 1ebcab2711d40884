// ------------------------------------------------------------------------------------------------------------- tabs

/** A table's head and body, in a box that scrolls sideways and can be reached by keyboard. */
const tableOf = (words, head, body) => el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words },
  el('table', {}, el('thead', {}, el('tr', {}, head)), body));
const nothing = () => el('p', {}, 'Nothing in this view. Widen it, or show everything.');

// ---- dossier

const names = (tellings) => joined([...new Set(tellings.map((telling) => telling.said_by))].sort(by(labelOf)).map((source) => bdi(labelOf(source))));
/** The values that a telling itself gives. */
const saysRows = (telling) => {
  if (!now.saysOf) {
    now.saysOf = new Map();
    known.says.forEach((row) => put(now.saysOf, row.telling, row));
  }
  return now.saysOf.get(telling) || [];
};
/** The same in words: "by US Armed Forces; harmed: Man killed". */
const saysWords = (telling, chosen = () => true) => saysRows(telling).filter(chosen).map((row) => saidOf(row.property, row.value)).join('; ');

/** A denial that meets no version: whoever denies that it was itself names whom no source here accuses. */
const unmetWords = (telling) => {
  const rows = saysRows(telling);
  const itself = rows.length > 0 && rows.every((row) => row.property === `${ST}actor` && row.value === telling.said_by);
  return ['Denied by ', bdi(labelOf(telling.said_by)), ...(itself ? [', whom no source here accuses']
    : [', though no source here says so: “', bdi(saysWords(telling)), '”'])];
};
/** A correction: what is said now, and what was said before of the same; a withdrawal takes back the whole. */
const correctionPart = ([later, earlier]) => {
  const given = new Set(saysRows(later).map((row) => numberOf(row.property)));
  const whole = later.stance === WITHDRAWS;
  return el('li', {}, bdi(labelOf(later.said_by)), whole ? ' withdraws' : [' corrects: ', bdi(saysWords(later))], quoted(later),
    whole ? ': ' : '; before: ', bdi(saysWords(earlier, (row) => whole || given.has(numberOf(row.property)))), quoted(earlier),
    later.said_on || later.published ? ` (since ${day(later.said_on || later.published)})` : null);
};
const quoted = (telling) => (telling.quote ? [' (', el('q', { dir: 'auto', lang: telling.language }, telling.quote), ')'] : null);

const ENDS = { who: ['doers', 'who did it'], whom: ['targets', 'to whom'], party: ['parties', 'who took part'] };
/** What an act's sources name differently: "who did it: A / B". */
const differentWords = (different) => Object.entries(ENDS).flatMap(([part, [ends, words]]) => {
  const named = different.filter(([,, one]) => one === part)
    .flatMap(([a, b]) => [[a, b], [b, a]].map(([one, other]) => one[ends].filter((end) => part !== 'party' || !other[ends].includes(end)).map(labelOf).join(' and ')));
  return named.length ? [`${words}: ${[...new Set(named)].sort().join(' / ')}`] : [];
});


/** An act as its sources tell it: its head and answers, what else is told of it, and what stands about it. */
const dossierAct = ({ act, versions, shown, unmet, unanswered, different }, statements) => {
  const also = new Map(shown.map((one) => [one.weighed, one.also]));
  const hides = shown.some((one) => isDisputed(one.weighed));
  // Where no one is named there may be nothing but what would be folded away.
  const rest = shown.length ? versions.filter((one) => !also.has(one) && (hides || !isDisputed(one))) : [];
  const counts = voices(now.view);
  const when = period(...daysOf(act.versions.flatMap((version) => version.words).map((word) => word.telling).filter(counts)));
  const part = (one) => versionPart(one, { heading: 'h5' });
  return el('li', { class: 'act' },
    el('h4', {}, button(act.event, bdi(labelOf(act.event))), when ? el('span', { class: 'small' }, ` ${when}`) : null),
    versions.filter((one) => !rest.includes(one)).map(part),
    differentWords(different).map((words) => el('p', {}, 'Reported differently, ', bdi(words))),
    unmet.map((telling) => el('p', { class: 'unmet' }, unmetWords(telling), quoted(telling))),
    unanswered.length ? el('p', {}, 'No answer: ', names(unanswered)) : null,
    statements.length ? el('ul', { class: 'statements' }, statements.map(statementPart)) : null,
    rest.length ? el('details', {}, el('summary', { class: 'small' }, `The same in other words, more broadly or more closely (${rest.length})`), rest.map(part)) : null);
};

/** A statement with its grade and who says what of it. */
const statementPart = (one) => {
  const { subject, words, asserted, rivals } = one;
  const open = subject.prop === `${ST}leftOpen`;
  const row = (label, given) => (given?.length ? [' · ', label, speakersOf(subject, given)] : null);
  if (open) return el('li', {}, bdi(saidOf(subject.prop, subject.value)), el('span', { class: 'small' }, ' by ', speakersOf(subject, words['leaves open'])));
  return el('li', {}, bdi(saidOf(subject.prop, subject.value)), ' ', tag(one.grade, one.grade.replace(' ', '-')),
    el('span', { class: 'small' }, one.groups.size ? ` ${count(one.groups.size, 'group')}: ` : null, speakersOf(subject, asserted), row('denied by ', words.denies),
      row('left open by ', words['leaves open']), row('no answer from ', words['no answer']),
      rivals.length ? [' · cannot be true with: ', joined(rivals.map((rival) => bdi(saidOf(rival.prop, rival.value))), '; ')] : null));
};

/** Statements under what they are about. */
const statementsByAbout = (statements) => {
  const found = new Map();
  statements.forEach((one) => put(found, one.subject.about, one));
  return [...found].map(([about, mine]) => el('li', { class: 'act' }, el('h4', {}, button(about, bdi(labelOf(about)))), el('ul', { class: 'statements' }, mine.map(statementPart))));
};

const dossierPart = (words, about, items) => (items.length ? [el('h3', {}, `${words} (${items.length})`), about ? el('p', { class: 'small' }, about) : null, el('ul', { class: 'dossier' }, items)] : []);

const dossierParts = (found) => {
  const of = (event) => found.statements.filter((one) => one.subject.about === event && one.subject.prop !== `${ST}onlooker`);
  const told = found.acts.filter((one) => one.versions.length);
  const inDispute = found.acts.filter((one) => one.inDispute);
  const alike = told.filter((one) => !one.inDispute && one.groups > 1);
  const alone = told.filter((one) => !one.inDispute && one.groups < 2);
  const events = new Set(found.acts.map((one) => one.act.event));
  const statementsInDispute = found.statements.filter(isDisputed);
  const ofActors = found.statements.filter((one) => !events.has(one.subject.about) && !isDisputed(one));
  const listed = new Set([...inDispute, ...alike, ...alone].map((one) => one.act.event));
  const ofOthers = found.statements.filter((one) => events.has(one.subject.about) && !listed.has(one.subject.about) && !isDisputed(one));
  const opinions = found.acts.flatMap((one) => one.opinions);
  const unanswered = found.acts.filter((one) => !listed.has(one.act.event) && one.unanswered.length);
  const onlyDenied = found.acts.filter((one) => !listed.has(one.act.event) && one.unmet.length);
  const part = (one) => dossierAct(one, of(one.act.event));
  return [
    dossierPart('In dispute: acts', 'An act of which any telling is contested or denied stands here as a whole.', inDispute.map(part)),
    dossierPart('In dispute: what else is said', '', statementsByAbout(statementsInDispute)),
    dossierPart('Reported by two or more independent groups', '', alike.map(part)),
    dossierPart('Reported by one group alone', '', alone.map(part)),
    dossierPart('Denied, though nobody here says so', '', onlyDenied.map(part)),
    dossierPart('Not told as an act, but asked about', '', unanswered.map(part)),
    dossierPart('Said of those who took part, and of acts', '', statementsByAbout([...ofActors, ...ofOthers])),
    dossierPart('Opinions', 'Counted for nothing above.', opinions.map((telling) => el('li', {}, bdi(labelOf(telling.said_by)), ' of ', button(telling.event, bdi(labelOf(telling.event))), ': ', bdi(saysWords(telling)), quoted(telling)))),
    dossierPart('Corrections', 'A correction stands in place of what it corrects, from its day on.', found.corrections.map(correctionPart)),
  ];
};

const showDossier = (box) => {
  const incidents = choicesOf('incident').filter(([iri]) => !now.view.incident.length || now.view.incident.includes(iri));
  const counts = new Map();
  now.says.forEach((row) => counts.set(row.incident, (counts.get(row.incident) || 0) + 1));
  const most = [...incidents].sort(by(([iri]) => -(counts.get(iri) || 0), ([, text]) => text))[0];
  const incident = incidents.some(([iri]) => iri === now.incident) ? now.incident : most?.[0];
  if (!incident) { box.replaceChildren(nothing()); return; }
  const found = dossierOf(incident, now.view);
  const choice = el('select', { id: 'dossier-incident' }, incidents.map(([iri, text]) => el('option', { value: iri, selected: iri === incident }, text)));
  choice.addEventListener('change', () => { now.incident = choice.value; writeState(); showDossier(box); find('dossier-incident').focus(); });
  box.replaceChildren(
    el('h2', {}, 'Dossier: one incident as each source tells it'), field('Incident', choice),
    ...(found.acts.length + found.statements.length ? [
      el('ul', { class: 'letters', 'aria-label': 'Sources' }, found.sources.map((source) => el('li', {}, groupMark(source), bdi(labelOf(source))))),
      ...dossierParts(found).flat(),
    ].filter(Boolean) : [nothing()]));
};

// ---- timeline

/** A day that can be put on an axis, or null. */
const plainDay = (text) => (Number.isNaN(Date.parse(text)) || !/^\d{4}-\d\d-\d\d$/.test(text) ? null : text);

/** The events of the view's lines, each with the grades of its acts, its first and its last possible day. */
const eventsShown = () => {
  const found = new Map();
  scene.dyads.forEach((dyad) => dyad.acts.forEach((act) => {
    if (!found.has(act.event)) found.set(act.event, { id: act.event, acts: new Set() });
    found.get(act.event).acts.add(act.weighed);
  }));
  return [...found.values()].map(({ id, acts: set }) => {
    const acts = [...set];
    const told = acts.flatMap((one) => one.asserted.map((word) => word.telling));
    // Of what is only denied, the denials say when and where.
    const rows = told.length ? told : acts.flatMap((one) => (one.words.denies || []).map((word) => word.telling));
    const grades = countedGrades(acts.map((one) => one.grade));
    return {
      id, rows, grades, first: extreme(rows.map((row) => plainDay(row.earliest)), -1), last: extreme(rows.map((row) => plainDay(row.latest)), 1),
      place: rows.map((row) => row.place).find((place) => place) || null, types: [...new Set(acts.map((one) => kindWords(one.subject)))].sort(),
      // As a line is drawn: red where anything is contested, hollow where nothing has two groups.
      look: ['contested', 'denied'].includes(grades[0][0]) ? 'contested' : acts.every((one) => one.groups.size < 2) ? 'weak' : 'fair',
    };
  }).sort(by((one) => one.first || one.last || '9999', (one) => one.last || '9999', (one) => labelOf(one.id)));
};

/** Days on which an axis of these days is marked: years, months or days, at most eight of them. */
const ticks_ = (first, last) => {
  const [from, to] = [new Date(first), new Date(last)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const days = Math.round((to - from) / 864e5);
  const [size, many] = months > 36 ? [12, months] : months > 1 ? [1, months] : [0, days];
  const step = size * Math.max(1, Math.ceil(many / (size || 1) / 8)) || Math.max(1, Math.ceil(days / 8));
  const found = [];
  for (let i = 0; i <= many; i += step) {
    const at = size ? new Date(Date.UTC(from.getUTCFullYear(), size === 12 ? i : from.getUTCMonth() + i, 1)) : new Date(+from + i * 864e5);
    if (at >= from && at <= to) found.push([at.toISOString().slice(0, 10), at.toISOString().slice(0, size === 12 ? 4 : size ? 7 : 10)]);
  }
  return found;
};

/** An axis from the first to the last day: where a day lies on it in per cent, and the days that are marked. */
const axisOf = (first, last) => {
  const length = (Date.parse(last) - Date.parse(first)) / 864e5 + 1;
  const x = (iso, more = 0) => num((((Date.parse(iso) - Date.parse(first)) / 864e5 + more) / length) * 100);
  return { x, ticks: ticks_(first, last) };
};

const row_ = (marks, axis, height = 14) => svg('svg', { class: 'bar-line', height, 'aria-hidden': 'true' },
  ...axis.ticks.map(([iso]) => svg('line', { x1: `${axis.x(iso)}%`, x2: `${axis.x(iso)}%`, y1: 0, y2: height, class: 'grid' })), ...marks);

/** A bar over the days on which the act may have happened, open where no end is stated; a disc if it would be too short to see. */
const spanMark = (one, axis) => {
  const open = one.first && one.last ? '' : ' half-open';
  const [from, to] = [one.first ? axis.x(one.first) : 0, one.last ? axis.x(one.last, 1) : 100];
  return to - from < 1.2 && !open
    ? svg('circle', { cx: `${num((from + to) / 2)}%`, cy: 7, r: 5, class: `span ${one.look}` })
    : svg('rect', { x: `${from}%`, y: 2, width: `${num(to - from)}%`, height: 10, class: `span ${one.look}${open}` });
};

const eventRow = (one, axis) => el('li', {}, el('div', { class: 'event' }, button(one.id, bdi(labelOf(one.id))), ' ', gradeTags(one.grades),
  el('span', { class: 'small' }, ` ${period(one.first, one.last) || 'undated'} · `, bdi(one.types.join(', ')),
    ` · ${count(new Set(one.rows.map((row) => row.said_by)).size, 'source')}`)), axis ? row_([spanMark(one, axis)], axis) : null);

const axisRow = (axis) => {
  // On a narrow screen not every mark has room for its name.
  const step = Math.ceil(axis.ticks.length / Math.max(1, Math.floor((narrow.matches ? innerWidth : 900) / 110)));
  const words = axis.ticks.filter(([iso], i) => axis.x(iso) < (narrow.matches ? 75 : 90) && i % step === 0).map(([iso, text]) => {
    const label = svg('text', { x: `${axis.x(iso)}%`, dx: 3, y: 11 });
    label.textContent = day(text);
    return label;
  });
  return el('div', { class: 'axis' }, row_(words, axis, 16));
};

const showTimeline = (box) => {
  const events = eventsShown();
  const [dated, undated] = [events.filter((one) => one.first || one.last), events.filter((one) => !one.first && !one.last)];
  const first = extreme(dated.flatMap((one) => [one.first, one.last]), -1);
  const last = extreme(dated.flatMap((one) => [one.first, one.last]), 1);
  const axis = first ? axisOf(first, last) : null;
  box.replaceChildren(el('h2', {}, 'Timeline: acts and the days on which they may have happened'),
    el('p', { class: 'small' }, 'A bar runs from the first to the last possible day: a long bar is a vague date, not a long act. A disc is a day or two. Pale: no first or no last day is stated. Hollow: no telling of it has more than one group. Red: a telling of it is contested or denied.'),
    ...(events.length ? [
      axis ? axisRow(axis) : '',
      inParts(el('ul', { class: 'events' }), dated, (one) => eventRow(one, axis)),
      ...(undated.length ? [el('h3', {}, `Undated (${undated.length})`), inParts(el('ul', { class: 'events' }), undated, (one) => eventRow(one, null))] : []),
    ] : [nothing()]));
};

// ---- map

/** Kilometres in one degree of latitude. */
const DEGREE = 111.2;

const showMap = (box) => {
  const events = eventsShown();
  const at = new Map();
  events.forEach((one) => { if (one.place) put(at, one.place, one); });
  const points = known.places.filter(({ place }) => at.has(place));
  const without = events.filter((one) => !points.some(({ place }) => place === one.place));
  const lists = [...at].sort(by(([place]) => labelOf(place))).map(([place, mine]) => el('li', {}, el('b', {}, bdi(labelOf(place))), ' ',
    el('span', { class: 'small' }, placeWords(place)), el('ul', {}, mine.slice(0, LISTED).map((one) => el('li', {}, button(one.id, bdi(labelOf(one.id))))),
      mine.length > LISTED ? el('li', { class: 'small' }, `and ${mine.length - LISTED} more: narrow the view`) : null)));
  box.replaceChildren(el('h2', {}, 'Map: where acts are said to have happened'),
    el('p', { class: 'small' }, 'The less precisely a place is known, the wider its circle; the act may have happened anywhere in it. Coasts and borders: Natural Earth, simplified; they say nothing about territorial claims.'),
    points.length ? mapPicture(points, at) : nothing(),
    el('h3', {}, 'The same as a list'), inParts(el('ul', { class: 'places' }), lists, (item) => item),
    without.length ? el('p', { class: 'small' }, `${count(without.length, 'act')} in this view without a point on the map.`) : '');
};

const placeWords = (place) => {
  const point = known.places.find((one) => one.place === place);
  return point ? `within ${point.km} km` : 'coordinates unknown';
};

/** The outline with a circle for each place; labels for the places with most acts, where there is room. */
const mapPicture = (points, at) => {
  const middle_ = points.reduce((sum, p) => sum + p.lat, 0) / points.length;
  const squeeze = Math.cos((middle_ * Math.PI) / 180);
  // The map shows the places known most precisely; a wide circle may extend beyond it.
  const margin = (p) => Math.min(p.km, 60) / DEGREE;
  const [west, east] = [Math.min(...points.map((p) => p.lon - margin(p) / squeeze)), Math.max(...points.map((p) => p.lon + margin(p) / squeeze))];
  const [south, north] = [Math.min(...points.map((p) => p.lat - margin(p))), Math.max(...points.map((p) => p.lat + margin(p)))];
  const pad = Math.max(0.4, (north - south) * 0.08);
  const width = narrow.matches ? 420 : 900;
  const k = width / ((east - west) * squeeze + 2 * pad);
  const height = Math.max(380, Math.min(640, (north - south + 2 * pad) * k));
  const [X, Y] = [(lon) => ((lon - west) * squeeze + pad) * k, (lat) => (north + pad - lat) * k];
  const box = svg('svg', { viewBox: `0 0 ${width} ${num(height)}`, class: 'map', role: 'img', 'aria-label': 'Map of the places of the acts; listed below' });
  for (const line_ of data.outline?.lines || []) {
    let [x, y, d] = [0, 0, ''];
    for (let i = 0; i < line_.length; i += 2) { x += line_[i]; y += line_[i + 1]; d += `${i ? 'L' : 'M'}${num(X(x / 100))} ${num(Y(y / 100))}`; }
    box.append(svg('path', { d, class: 'border' }));
  }
  const km = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter((n) => (n / DEGREE) * k < 200).pop() || 1;
  const placed = [{ x: 0, y: height - 34, w: 220, h: 34 }];
  const words = svg('text', { x: 14, y: num(height - 17), class: 'name' });
  words.textContent = `${km} km`;
  box.append(svg('path', { d: `M14 ${num(height - 12)}v4h${num((km / DEGREE) * k)}v-4`, class: 'scale' }), words);
  [...points].sort(by((p) => -p.km)).forEach((p) => box.append(svg('circle', { cx: num(X(p.lon)), cy: num(Y(p.lat)), r: num(Math.max(5, (p.km / DEGREE) * k)), class: 'place' })));
  [...points].sort(by((p) => -at.get(p.place).length, (p) => labelOf(p.place))).forEach((p) => {
    const text = paintable(`${labelOf(p.place)} (${at.get(p.place).length})`);
    const [x, y] = [X(p.lon), Y(p.lat)];
    box.append(svg('circle', { cx: num(x), cy: num(y), r: 2.5, class: 'point' }));
    const w = text.length * 7.4;
    const spot = [[8, 4], [-w - 8, 4], [-w / 2, -10], [-w / 2, 20]].map(([dx, dy]) => ({ x: x + dx, y: y + dy - 12, w, h: 16 }))
      .find((one) => one.x > 0 && one.x + w < width && !placed.some((other) => overlap(one, other) > 0));
    if (!spot) return;
    placed.push(spot);
    box.append(svg('text', { x: num(spot.x), y: num(spot.y + 12), class: 'name' }, text));
  });
  return box;
};

// ---- sources

const TIES = ['runBy', 'fundedBy', 'linkedTo', 'worksFor', 'memberOf', 'partOf', 'supports', 'alliedWith', 'side'].map((name) => ST + name);

/** The ties of a source as someone asserts them: "run by Hezbollah (says the coder)". */
const tiesOf = (source) => {
  const found = new Map();
  known.ties.filter(([about, prop]) => about === source && TIES.includes(prop)).forEach(([, prop, value, saidBy]) => put(found, `${inWords(prop, value).join(' ')}`, saidBy));
  return [...found].map(([words, saidBy]) => el('li', {}, bdi(words), el('span', { class: 'small' }, ' (says ', joined([...new Set(saidBy)].map((one) => bdi(labelOf(one)))), ')')));
};

const sourceRow = (source) => {
  const mine = scene.dyads.filter((dyad) => dyad.rows.some((row) => row.said_by === source));
  const alone = mine.filter((dyad) => dyad.rows.every((row) => row.said_by === source));
  const said = new Set(now.says.filter((row) => row.said_by === source).map((row) => row.said)).size;
  return el('tr', {}, el('th', { scope: 'row' }, bdi(labelOf(source))),
    el('td', {}, el('span', { class: 'marked' }, groupMark(source), el('span', {}, countsWith(source).length ? joined(countsWith(source).map((group) => bdi(labelOf(group)))) : 'itself only'))), el('td', {}, el('ul', {}, tiesOf(source))),
    el('td', { class: 'number' }, String(said)), el('td', { class: 'number' }, String(mine.length)),
    el('td', {}, alone.length ? el('ul', {}, alone.slice(0, 8).map(edgeOf).map((edge) => el('li', {},
      scene.edgeById.has(edge.id) ? button(edge.id, edgeName(edge)) : edgeName(edge))), alone.length > 8 ? el('li', { class: 'small' }, `and ${alone.length - 8} more`) : null) : 'nothing'));
};

const showSources = (box) => {
  const heard = new Set(now.says.map((row) => row.said_by));
  const list_ = sources().filter((source) => heard.has(source));
  box.replaceChildren(el('h2', {}, 'Sources: who they are, and which lines depend on them'),
    el('p', { class: 'small' }, 'Sources of one group count once. A line that rests on one source alone would disappear without it.'),
    list_.length ? tableOf('Sources', ['Source', 'Counts with', 'Ties, as reported', 'Attributions', 'Lines', 'Rests on it alone'].map((text) => el('th', { scope: 'col' }, text)),
      el('tbody', {}, list_.map(sourceRow))) : nothing());
};

// ---- the tabs themselves

const showAbout = () => find('about-counts').replaceChildren(facts([
  ['Record', el('code', {}, `sha256:${known.hash}`)],
  ['Contains', `${count(known.documents.size, 'document')}, ${count(new Set(known.tellings.map((row) => row.said)).size, 'attribution')}, ${count(sources().length, 'source')}`],
  ['Left out', data.holds ? ['This file contains only part of that record: what is ', bdi(data.holds), '.'] : 'Nothing: the whole record is in this file.'],
  ['Rebuild', el('code', {}, 'standoff read REPORTS… && standoff draw -o network.html')],
]));

const TABS = { network: null, beside: showBeside, dossier: showDossier, timeline: showTimeline, map: showMap, sources: showSources, about: showAbout };

/** Opens one part of the page; its content is built when it is opened. */
const showTab = (name) => {
  const before = now.tab;
  now.tab = name;
  for (const each of Object.keys(TABS)) {
    find(`tab-${each}`).setAttribute('aria-selected', String(each === name));
    find(`tab-${each}`).tabIndex = each === name ? 0 : -1;
    find(`part-${each}`).hidden = each !== name;
  }
  find('legend').hidden = name !== 'network';
  TABS[name]?.(find(`part-${name}`));
  if (name === 'network' && before !== name) { network.canvas.setSize(); fit(); }
  writeState();
};

const startTabs = () => {
  find('tabs').hidden = false;
  const names = Object.keys(TABS);
  names.forEach((name, i) => {
    const tab = find(`tab-${name}`);
    tab.addEventListener('click', () => showTab(name));
    tab.addEventListener('keydown', (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: names.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = names[(to + names.length) % names.length];
      showTab(next);
      find(`tab-${next}`).focus();
    });
  });
};

