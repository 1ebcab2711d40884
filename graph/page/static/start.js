// ------------------------------------------------------------------------------------------------------------ start

// In a notebook's frame the drawing needs the space more.
find('legend').open = !narrow.matches && self === top;
startTabs();
startControls();
startOut();
readState();

window.standoff = Object.freeze({
  network, select, where, data, isDone: () => crowd.isDone(),
  /** What is named in the drawing, and the boxes of the names. */
  labels: () => labels.list.map(({ id, box }) => ({ id, ...box })),
  /** The dyads of a view with their groups and grades, as `standoff confront` prints them. */
  dyads: (options) => dyadsOf(options).map((d) => ({
    who: d.who, whom: d.whom, directed: d.directed, groups: d.groups.length, grade: d.grade.name, reason: d.grade.reason,
    hedged: d.hedged, attempted: d.attempted, events: d.acts.map((act) => act.event).sort(), first: d.first, last: d.last,
  })),
  show: (options) => show(options),
  dossier: (incident, options) => dossierOf(incident, { ...EVERYTHING, ...options }).statements
    .map((s) => ({ about: s.about, prop: s.prop, value: s.value, grade: s.grade.name, heading: headingOf(s), groups: groupsOf(s).size })),
});
