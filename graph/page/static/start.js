// ------------------------------------------------------------------------------------------------------------ start

// In a notebook's frame the drawing needs the space more.
find('legend').open = !narrow.matches && self === top && innerHeight >= 800;
// On a wide window the sources are always in sight.
find('rail').open = matchMedia('(min-width: 75.01rem)').matches;
document.body.classList.toggle('embed', embedded_);
startTabs();
startControls();
startOut();
readState();

/** A weighed version as plain data: ends, kind, grade, groups, own word, number of rivals. */
const plain = ({ subject: v, grade, groups, own, rivals }) => [v.doers, v.targets, v.parties, v.kind, v.tried, grade, groups.size, own, rivals.length];

window.standoff = Object.freeze({
  network, select, where, data, isDone: () => crowd.isDone(),
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
