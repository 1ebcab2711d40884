// ------------------------------------------------------------------------------------------------------------ start

// In a low window and in a notebook's frame the drawing needs the space more.
find('legend').open = !narrow.matches && self === top && innerHeight >= 1000;
// On a wide window the sources are always in sight.
find('rail').open = matchMedia('(min-width: 75.01rem)').matches;
document.body.classList.toggle('embed', embedded_);
startTabs();
startControls();
startOut();
readState();

/** A weighed version as plain data: ends, kind, grade, groups, own word, number of rivals. */
const plain = ({ subject: v, grade, groups, own, rivals }) => [v.doers, v.targets, v.parties, v.kind, v.tried, grade, groups.size, own, rivals.length];

/** What is drawn, in pixels of the window: actors with the boxes of their names, lines with their acts, labels (`led` where a thin line leads to theirs) and points, connected parts. */
const layout = () => {
  const [at, scale, corner] = [placesNow(), network.getScale(), container.getBoundingClientRect()];
  // What was chosen just now may not have been painted yet.
  labelsNow(container.querySelector('canvas').getContext('2d'));
  const pixel = (p) => { const q = network.canvasToDOM(p); return { x: q.x + corner.x, y: q.y + corner.y }; };
  const boxes = new Map(labels.list.filter(({ italic }) => !italic).map(({ id, box, lines }) => [id, { ...pixel(box), w: box.w * scale, h: box.h * scale, text: lines.join(' ') }]));
  const name = (id) => { const found = boxes.get(id); return found ? { x: found.x, y: found.y, w: found.w, h: found.h } : null; };
  const root = new Map();
  const rootOf = (id) => { while (root.has(id)) id = root.get(id); return id; };
  scene.drawn.filter(({ id }) => !scene.inner?.has(id)).forEach(({ from, to }) => { const [a, b] = [rootOf(from), rootOf(to)]; if (a !== b) root.set(b, a); });
  const parts = new Map();
  const actors = scene.marks.filter((node) => node.kind !== 'unnamed');
  actors.forEach((node) => put(parts, rootOf(node.id), node.id));
  const end = (id) => (cast().get(id)?.kind === 'unnamed' ? null : id);
  return {
    actors: actors.map((node) => ({ id: node.id, label: node.label, ...pixel(at[node.id]), r: radiusOf(node.id) * scale, name: name(node.id) })),
    lines: curves().map(({ edge, curve }) => ({
      id: edge.id, path: [curve[0], ...samples(curve, 11), curve[2]].map(pixel), who: end(edge.from), whom: end(edge.to),
      acts: edge.acts.map((act) => ({ event: act.event, how: kindWords(act.weighed.subject), grade: act.grade })),
      groups: edge.groups.length, label: boxes.get(edge.id) || null, led: labels.list.some(({ id, to }) => id === edge.id && to),
    })),
    components: [...parts.values()],
  };
};

/** What is chosen, as `confront` would be asked. */
const chosenView = () => Object.fromEntries([...Object.keys(EVERYTHING), 'min_grade'].map((key) => [key, now.view[key]]));

/** Whether the drawing is laid out for the window as it is now. */
const isFitted = () => !container.clientWidth || (frame.width === container.clientWidth && frame.height === container.clientHeight);

/** @type {any} */ (window).standoff = Object.freeze({
  get network() { return network; },
  select, where, data, isDone: isFitted,
  layout, view: chosenView,
  /** The panels side by side, each with what it was asked for and its lines, as `dyads` gives them. */
  panels: () => panels().map(({ id, label, options }) => ({ id, label, options, lines: /** @type {any} */ (window).standoff.dyads(options) })),
  fallen: () => now.fallen && { lines: now.fallen.lines, drop: now.fallen.drop.length, rise: now.fallen.rise.length, acts: now.fallen.acts.length },
  /** What is named in the drawing, and the boxes of the names. */
  labels: () => labels.list.map(({ id, box }) => ({ id, ...box })),
  /** The dyads of a view with their acts, as `standoff.rules.dyads` counts them. */
  dyads: (options) => dyadsOf(options).map((d) => ({
    who: d.who, whom: d.whom, directed: d.directed, groups: [...d.groups], grades: d.grades, hedged: d.hedged, attempted: d.attempted,
    first: d.first, last: d.last, acts: d.acts.map((act) => ({
      event: act.event, kind: act.kind, told: act.kindIsTold, tried: act.attempted, grade: act.grade, groups: [...act.groups].sort(),
      own: act.weighed.own, head: act.shown.isHead, dispute: act.inDispute, hedged: act.hedged,
    })),
  })),
  show: (options) => show(options),
  /** The acts of a view, each with its versions: head and answers first, or all that are weighed. */
  acts: (options) => shownActs({ ...EVERYTHING, ...options }).map(([act, shown]) => [act.event, shown.map((one) => [...plain(one.weighed), one.isHead, one.also.length])]),
  versions: (options) => weighedActs({ ...EVERYTHING, ...options }).map(([act, versions]) => [act.event, versions.map(plain)]),
  /** The statements in the voices of a view, weighed. */
  statements: (options) => weighedStatements({ ...EVERYTHING, ...options })
    .map(({ subject: s, grade, groups, words }) => [s.about, s.prop, s.value, grade, groups.size, Object.fromEntries(Object.entries(words).map(([relation, all]) => [relation, all.length]))]),
  dossier: (incident, options) => {
    const found = dossierOf(incident, options);
    return {
      acts: found.acts.map((one) => ({ event: one.act.event, dispute: one.inDispute, versions: one.versions.map(plain), unmet: one.unmet.map((t) => t.said), opinions: one.opinions.map((t) => t.said) })),
      statements: found.statements.map(({ subject: s, grade }) => [s.about, s.prop, s.value, grade]), corrections: found.corrections.map((both) => both.map((t) => t.said)),
    };
  },
});
