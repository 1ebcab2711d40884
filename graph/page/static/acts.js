// ------------------------------------------------------------------------------------------- the acts of a view, in order
// One record for each act, with one grade and one title, the same in every part of the page.

/** A day that can be put on an axis, or null. */
const plainDay = (text) => (Number.isNaN(Date.parse(text)) || !/^\d{4}-\d\d-\d\d$/.test(text) ? null : text);

/** The entry of an act in the dossier of its incident, if it is told there as a sentence. */
const sentenceEntry = (event, told) => [...(told?.parts.alike || []), ...(told?.parts.alone || [])].find((entry) => entry.about === event);

/** What most groups tell alike of an act: what its dossier says first, as long as it has most groups in the view. */
const firstOf = (versions, entry) => {
  const most = Math.max(0, ...versions.map((one) => one.groups.size));
  const first = versions.find((one) => one.subject === entry?.rows[0]?.subject);
  if (first && first.groups.size === most) return first;
  const ends = ({ subject }) => subject.doers.length + subject.targets.length + subject.parties.length;
  return [...versions].sort(by((one) => -one.groups.size, (one) => -ends(one), (one) => one.subject.position))[0] || null;
};

/** An act as the dossier grades it: in dispute as a whole, reported differently, or by what most groups tell of it. */
const actGrade = ({ versions, inDispute, different, first }) => {
  if (inDispute) return versions.length && versions.every((one) => one.grade === 'denied') ? 'denied' : 'contested';
  return different.length ? 'reported differently' : first?.grade ?? 'left open';
};

/** The act with what parts of the page show of it. */
const toldAct = (act, versions, view, counts, dossiers) => {
  const incident = actIncident(act);
  const told = dossiers.get(incident);
  const entry = sentenceEntry(act.event, told);
  const heard = new Set(versions.filter((one) => one.asserted.length).map((one) => one.subject));
  const unmet = unmetIn(act, counts);
  const one = {
    id: act.event, act, versions, incident, unmet, shown: headAndAnswers(versions), place: null,
    different: act.different.filter(([a, b]) => heard.has(a) && heard.has(b)),
    inDispute: (unmet.length > 0 && heard.size > 0) || versions.some(isDisputed), first: firstOf(versions, entry),
    order: told?.order.get(act.event) ?? { i: Infinity, moment: null, isOrdered: false },
  };
  const asserting = versions.flatMap((version) => version.asserted.map((word) => word.telling));
  // Of what is only denied, the denials say when and where.
  const rows = asserting.length ? asserting : [...versions.flatMap((version) => (version.words.denies || []).map((word) => word.telling)), ...unmet];
  const grade = actGrade(one);
  const question = [...(told?.parts['in dispute'] || []), ...(told?.parts['reported differently'] || [])].some((each) => each.about === act.event);
  return Object.assign(one, {
    rows, grade, groups: one.first?.groups.size ?? 0, place: rows.map((row) => row.place).find((place) => place) || null,
    from: extreme(rows.map((row) => plainDay(row.earliest)), -1), to: extreme(rows.map((row) => plainDay(row.latest)), 1),
    title: !question && entry && one.first?.subject === entry.rows[0]?.subject ? entry.title : grade === 'contested' || grade === 'reported differently' || !one.first ? labelOf(act.event) : sentenceOf(one.first.subject),
    // As a line is drawn: red where anything is contested, hollow where nothing has two groups.
    look: ['contested', 'denied'].includes(grade) ? 'contested' : Math.max(0, ...versions.map((version) => version.groups.size)) < 2 ? 'weak' : 'fair',
  });
};
const actIncident = (act) => [...act.versions.flatMap((version) => version.words.map((word) => word.telling)), ...act.unmet][0]?.incident ?? null;

/** The acts that a view shows, in the order of their days, and of an incident in the order told. */
const toldActs = () => {
  if (now.acts) return now.acts;
  const { view } = now;
  const counts = voices(view);
  const drawnEvents = new Set(scene.dyads.flatMap((dyad) => dyad.acts.map((act) => act.event)));
  const ofLines = view.between.length === 2 || Boolean(view.min_grade);
  now.acts = weighedActs(view).filter(([act, versions]) => isShown(act, view) && (!ofLines || drawnEvents.has(act.event))
    && (!view.event_type.length || versions.some((one) => admitsKind(one.subject.kind, view)))
    && (view.min_groups < 2 || versions.some((one) => one.groups.size >= view.min_groups)))
    .map(([act, versions]) => toldAct(act, versions, view, counts, known.dossiers))
    .sort(by((one) => one.from || one.to || '9999', (one) => labelOf(one.incident), (one) => one.order.i, (one) => labelOf(one.id)));
  return now.acts;
};

/** "12 February 2020, about 10:00", "by 22 May 2020", or nothing. */
const whenWords = (one) => {
  const clock = one.order.moment && /T(\d\d:\d\d)(Z?)/.exec(one.order.moment);
  return [period(one.from, one.to), clock && `${clock[1]}${clock[2] ? ' UTC' : ''}`].filter(Boolean).join(', ');
};

/** The tag of an act's grade. */
const actTag = (one) => tag(one.grade, one.grade === 'reported differently' ? 'quiet' : one.grade);
/** Those who assert anything of an act. */
const tellersOf = (one) => [...new Set(one.versions.flatMap((version) => version.asserted).map((word) => word.telling.said_by))].sort(by(labelOf));
