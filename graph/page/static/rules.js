// ---------------------------------------------------------------------------------------------------------- counting
// View → voices → versions weighed → heads and answers → dyads. What stands to what how is testimony, worked out in Python
// and embedded; here it is only counted, function by function as in graph/rules/{view,weighing,acts,dyads}.py and under the
// same names. tests/test_page_rules.py compares both on hundreds of views.

const [ASSERTS, DENIES, LEAVES_OPEN, NO_ANSWER, WITHDRAWS] = ['Asserts', 'Denies', 'LeavesOpen', 'GivesNoAnswer', 'Withdraws'].map((name) => ST + name);
/** From highest to lowest. */
const GRADES = ['confirmed', 'fair', 'weak', 'contested', 'denied', 'left open'];
/** How several grades are listed: what is in dispute first. */
const DISPUTE_FIRST = ['contested', 'denied', 'confirmed', 'fair', 'weak'];
const EVERYTHING = Object.freeze({
  said_by: [], without: [], side: [], place: [], incident: [], event_type: [], since: null, until: null, as_of: null,
  min_groups: 1, level: 'actor', between: [],
});
const CHOICES = ['said_by', 'without', 'side', 'place', 'incident', 'event_type', 'between'];

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const by = (...keys) => (a, b) => keys.reduce((found, key) => found || compare(key(a), key(b)), 0);
const put = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
const meet = (chosen, found) => chosen.some((one) => found.has(one));
const above = (up, iri) => up.get(iri) || new Set([iri]);
const extreme = (values, sign) => {
  let most = null;
  for (const value of values) if (value && (most === null || compare(value, most) * sign > 0)) most = value;
  return most;
};

// ---- views

const sideOf = (actor, source = '') => known.side.get(`${actor}\n${source}`) ?? known.side.get(actor) ?? null;
const organisationOf = (actor, source) => known.organisation.get(`${actor}\n${source}`) ?? known.organisation.get(actor) ?? actor;

/** Whether the view chooses who says this, and when it was said. */
const admitsSource = (row, view) => {
  const speaksFor = above(known.speaksFor, row.said_by);
  if (view.said_by.length && !meet(view.said_by, speaksFor)) return false;
  if (meet(view.without, speaksFor)) return false;
  if (view.side.length && !view.side.includes(row.group)) return false;
  const said = row.said_on || row.published;
  return !(view.as_of && !(said && said <= view.as_of));
};

/** Whether an act of which this tells is shown, by incident, place and time. Once a time is chosen, one without any date is not. */
const admitsAct = (row, view) => !(view.incident.length && !view.incident.includes(row.incident))
  && !(view.place.length && !meet(view.place, above(known.within, row.place)))
  && !(view.since && !(row.latest && row.latest >= view.since))
  && !(view.until && !(row.earliest && row.earliest <= view.until));

const admitsKind = (kind, view) => !view.event_type.length || Boolean(kind && meet(view.event_type, above(known.broader, kind)));

/** Whether these are the two ends of `between`, at the level of the view. */
const faces = (who, whom, { between }) => between.length !== 2
  || (who === between[0] && whom === between[1]) || (who === between[1] && whom === between[0]);

const narrowsEvents = (view) => Boolean(view.incident.length || view.place.length || view.event_type.length || view.since || view.until
  || view.between.length === 2);

const lift = (actor, source, view) => {
  if (actor === null || view.level === 'actor') return actor;
  const whole = organisationOf(actor, source);
  return view.level === 'organisation' ? whole : sideOf(actor, source) ?? sideOf(whole, source) ?? whole;
};

// ---- weighing

/** Whether a view counts a telling: whom it admits, and whether a correction had taken its place by then. */
const voices = (view) => {
  const everyone = !(view.said_by.length || view.without.length || view.side.length || view.as_of);
  const admitted = new Map();
  return (telling) => {
    const { replaced_on: on } = telling;
    if (on !== null && !(view.as_of && (!on || view.as_of < on))) return false;
    if (everyone) return true;
    if (!admitted.has(telling)) admitted.set(telling, admitsSource(telling, view));
    return admitted.get(telling);
  };
};

/** A version or statement, with the words that count in a view: by relation, with its groups, rivals and grade. */
const weighed = (subject, counts) => {
  const words = {};
  subject.words.forEach((word) => { if (counts(word.telling)) (words[word.relation] ??= []).push(word); });
  if (!words.asserts && words.narrower) {
    // Nobody in this view tells it, itself: only something closer, which stands on its own.
    return { subject, words: {}, rivals: [], groups: new Set(), asserted: [], own: '', grade: 'left open' };
  }
  const asserted = [...(words.asserts || []), ...(words.narrower || [])];
  if (words['in part']) {
    // Only who tells nothing but a broader version tells this one in part; and who denies it, or tells its rival, no part.
    const whole = new Set([...asserted, ...(words.denies || []), ...(words.rival || [])].map((word) => word.telling.said_by));
    words['in part'] = words['in part'].filter((word) => !whole.has(word.telling.said_by));
  }
  const groups = new Set(asserted.map((word) => word.telling.counts_with ?? word.telling.group));
  const rivals = asserted.length ? [...new Set((words.rival || []).map((word) => word.other))].filter((rival) => faced(subject, rival, words, counts)) : [];
  const [confirmed, own] = subject.doers ? ownWord(subject, asserted) : [false, ''];
  return { subject, words, rivals, groups, asserted, own, grade: gradeOf(groups.size, confirmed, Boolean(words.denies), rivals.length > 0) };
};

/** Whether it is contested or denied, or denied in part by somebody who tells a part of it himself. */
const isDisputed = ({ grade, words }) => grade === 'contested' || grade === 'denied' || Boolean(words['denies in part']);

/** The denials of an act that meet no version of it in a view; one in part where nobody in the view tells what it denies. */
const unmetIn = (act, counts) => {
  // Most acts are denied by nobody.
  if (!act.unmet.length && act.versions.every((version) => version.words.every((word) => word.relation !== 'denies in part'))) return [];
  const partly = (words) => words.filter((word) => word.relation === 'denies in part').map((word) => word.telling);
  const told = act.versions.filter((version) => version.words.some((word) => word.relation === 'asserts' && counts(word.telling)));
  const met = new Set(told.flatMap((version) => partly(version.words)));
  const rest = new Set(act.versions.flatMap((version) => partly(version.words)).filter((telling) => !met.has(telling)));
  return [...act.unmet, ...rest].filter(counts);
};

/** Whether two sources that count stand against each other on two rivals. */
const faced = (subject, rival, words, counts) => {
  const theirs = (words.rival || []).filter((word) => word.other === rival).map((word) => word.telling.said_by);
  const mine = rival.words.filter((word) => word.relation === 'rival' && word.other === subject && counts(word.telling));
  return mine.some((word) => theirs.some((other) => other !== word.telling.said_by));
};

const gradeOf = (groups, confirmed, denied, rivalled) => {
  if (!groups) return denied ? 'denied' : 'left open';
  if (denied || rivalled) return 'contested';
  if (groups > 1) return confirmed ? 'confirmed' : 'fair';
  return 'weak';
};

/** Whether the own side of every doer is among those who assert a version, and who of them speaks. */
const ownWord = ({ doers, disowned }, asserted) => {
  if (!doers.length) return [false, ''];
  const owning = (doer) => asserted.map((word) => word.telling).filter((telling) => !disowned.get(telling)?.has(doer));
  const groups = (doer) => new Set(owning(doer).filter((telling) => !known.dependent.has(telling.said_by)).map((telling) => telling.group));
  const itself = new Set(doers.filter((doer) => owning(doer).some((telling) => above(known.speaksFor, telling.said_by).has(doer))));
  const own = doers.filter((doer) => itself.has(doer) || meet([doer, ...(known.ownGroups.get(doer) || [])], groups(doer)));
  return [own.length === doers.length, itself.size ? 'of itself' : own.length ? 'of its own side' : ''];
};

// ---- heads and answers

/** How one version of an act stands to another one, as embedded. */
const pair = (one, other) => {
  const digit = parseInt(one.act.pairs[one.position * one.act.versions.length + other.position], 16);
  return { narrower: Boolean(digit & 1), beside: Boolean(digit & 2), answers: Boolean(digit & 4), stands: Boolean(digit & 8) };
};

/** The weighed versions that tables and pictures show of an act: its head, then its answers. */
const headAndAnswers = (versions) => {
  const candidates = versions.filter(({ subject: v, grade }) => v.doers.length + v.targets.length + v.parties.length && grade !== 'left open');
  if (candidates.length < 2) return candidates.map((one) => ({ weighed: one, isHead: true, also: [] }));
  const ranks = new Map(candidates.map((one) => [one, rank(one, candidates)]));
  const ranked = [...candidates].sort((a, b) => ranks.get(a).reduce((found, key, i) => found || compare(key, ranks.get(b)[i]), 0));
  const [head, answers, beside] = [ranked[0], [], new Map()];
  for (const one of ranked.slice(1)) {
    const isAnswer = (one.grade === 'contested' && head.grade !== 'contested') || pair(one.subject, head.subject).answers;
    const row = (isAnswer ? answers : [head]).find((other) => pair(one.subject, other.subject).beside);
    if (row) put(beside, row, one); else if (isAnswer) answers.push(one);
  }
  return [head, ...answers.filter((one) => !answers.some((other) => covers(other, one)))]
    .map((one) => ({ weighed: one, isHead: one === head, also: beside.get(one) || [] }));
};

const rank = (one, others) => {
  const { doers, targets, parties, position } = one.subject;
  const fullness = (doers.length ? 1 : 0) + (targets.length ? 1 : 0) + Math.min(2, parties.length);
  const depth = others.filter((other) => other !== one && pair(one.subject, other.subject).narrower).length;
  // What is told of parts of the act alone is not what it was as a whole.
  const ofParts = one.asserted.length > 0 && one.asserted.every((word) => word.telling.event !== one.subject.act.event);
  return [Number(ofParts), -one.groups.size, -fullness, -depth, extreme((one.words.asserts || []).map((word) => word.telling.claim), -1) ?? '~', position];
};

const covers = (narrow, broad) => narrow !== broad && GRADES.indexOf(narrow.grade) <= GRADES.indexOf(broad.grade)
  && narrow.groups.size >= broad.groups.size && pair(narrow.subject, broad.subject).narrower && !pair(broad.subject, narrow.subject).stands;

// ---- acts

/** The versions of an act as a view weighs them; those that nobody asserts or denies in it are left out. */
const weighedAct = (act, counts) => act.versions.map((version) => weighed(version, counts)).filter((one) => one.grade !== 'left open');

let lastVoices = { key: null, acts: [] };
/** [act, its weighed versions] for every act; only the choice of voices matters, so the last ones are kept. */
const weighedActs = (view) => {
  const key = JSON.stringify([view.said_by, view.without, view.side, view.as_of]);
  if (lastVoices.key !== key) {
    const counts = voices(view);
    lastVoices = { key, acts: known.acts.map((act) => [act, weighedAct(act, counts)]).filter(([, versions]) => versions.length) };
  }
  return lastVoices.acts;
};

/** What the page was drawn of, where all voices are in it: an act must be in both choices by one and the same telling. */
const drawn = { ...EVERYTHING, ...data.drawn };
const drawnOfAll = data.all_voices;

/** Whether a view shows this act, by the incident, place and time of anything told of it: one telling suffices. */
const isShown = (act, view) => {
  if (!(view.incident.length || view.place.length || view.since || view.until)) return true;
  const words = act.versions.flatMap((version) => version.words);
  const asserted = words.filter((word) => word.relation === 'asserts');
  // Of an act that is only denied in this page, nobody who asserts it is here.
  const tellings = asserted.length ? asserted.map((word) => word.telling)
    : [...words.map((word) => word.telling), ...act.unmet, ...act.unanswered, ...act.opinions];
  return tellings.some((telling) => admitsAct(telling, view) && (!drawnOfAll || admitsAct(telling, drawn)));
};

/** [act, heads and answers] for every act that a view shows by incident, place and time. */
const shownActs = (view) => weighedActs(view).filter(([act]) => isShown(act, view))
  .map(([act, versions]) => [act, headAndAnswers(versions)]).filter(([, shown]) => shown.length);

// ---- dyads

/** The pairs of ends of a version at the level of a view, each once: [who, whom, directed]. */
const facedEnds = ({ subject: { doers, targets, parties }, words }, view) => {
  const speakers = view.level === 'actor' ? [] : [...new Set((words.asserts || []).map((word) => word.telling.said_by))];
  const lifted = (actors) => (view.level === 'actor' ? [...new Set(actors)] : [...new Set(actors.map((actor) => {
    const byEach = new Set(speakers.map((speaker) => lift(actor, speaker, view)));
    return (byEach.size === 1 ? [...byEach][0] : lift(actor, '', view)) ?? actor;
  }))]).sort();
  if (!doers.length && !targets.length) {
    const ends = lifted(parties);
    const pairs = ends.flatMap((one, i) => ends.slice(i + 1).map((other) => [one, other, false]));
    return pairs.length ? pairs : [[ends[0], null, false]];
  }
  const [who, whom] = [lifted(doers), lifted(targets)].map((ends) => (ends.length ? ends : [null]));
  return who.flatMap((doer) => whom.map((target) => [doer, target, true]));
};

/** One act in which two ends face each other: a version of an event that is shown, between these two ends. */
const actOf = (event, shown, inDispute, unmet) => {
  const { weighed: one } = shown;
  const rows = one.asserted.map((word) => word.telling);
  return {
    event, shown, inDispute, unmet, weighed: one, kind: one.subject.kind, kindIsTold: one.subject.told !== null, grade: one.grade, groups: one.groups,
    attempted: one.subject.tried, rows, hedged: rows.length > 0 && rows.every((row) => row.hedged),
  };
};

/** The ends and acts of each version of an act that faces two ends and that the view shows. */
const actsOf = (act, shown, view, counts) => {
  const unmet = unmetIn(act, counts);
  const inDispute = shown.some((one) => isDisputed(one.weighed));
  return shown.filter(({ weighed: { subject, groups } }) => known.confrontations.has(subject.kind) && admitsKind(subject.kind, view)
    && admitsKind(subject.kind, drawn) && !(view.min_groups > 1 && groups.size < view.min_groups))
    .flatMap((one) => facedEnds(one.weighed, view).filter(([who, whom]) => faces(who, whom, view))
      .map((ends) => [ends, actOf(act.event, one, inDispute, unmet)]));
};

/** How often each grade occurs, in dispute first: [[grade, number], …]. */
const countedGrades = (grades) => (grades.length === 1 && DISPUTE_FIRST.includes(grades[0]) ? [[grades[0], 1]] : DISPUTE_FIRST.map((grade) => [grade, grades.filter((one) => one === grade).length]).filter(([, n]) => n));

/** The groups that assert the act with the most groups; groups of different acts do not add up. */
const dyadGroups = (acts) => (acts.length === 1 ? [...acts[0].groups].sort() : acts.map((act) => [...act.groups].sort())
  .reduce((a, b) => (b.length > a.length || (b.length === a.length && b.join('\n') > a.join('\n')) ? b : a)));

/** Two actors and the acts in which they face each other. */
const dyadOf = ({ who, whom, directed }, acts) => {
  const rows = acts.flatMap((act) => act.rows);
  return {
    who, whom, directed, acts, rows, grades: countedGrades(acts.map((act) => act.grade)), groups: dyadGroups(acts),
    hedged: acts.every((act) => act.hedged), attempted: acts.every((act) => act.attempted),
    first: extreme(rows.map((row) => row.earliest), -1), last: extreme(rows.map((row) => row.latest), 1),
  };
};

/** Whether all who tell the second row tell the first, which is of a like kind, and in dispute if the second is. */
const holds = (one, other) => {
  const said = new Set(one.rows);
  const nested = !one.kind || !other.kind || above(known.broader, one.kind).has(other.kind) || above(known.broader, other.kind).has(one.kind);
  return nested && other.rows.length > 0 && other.rows.every((row) => said.has(row)) && (isDisputed(one.weighed) || !isDisputed(other.weighed));
};

/** The rows, [ends, act], without those of a part, or of its whole, where both say the same. */
const withoutParts = (rows) => {
  if (!known.wholes.size) return rows;
  const key = ([who, whom, directed], event) => `${event}\n${who ?? ''}\n${whom ?? ''}\n${directed}`;
  const [at, parts] = [new Map(), new Map()];
  rows.forEach(([ends, one]) => {
    put(at, key(ends, one.event), one);
    (known.wholes.get(one.event) || []).forEach((whole) => put(parts, whole, one.event));
  });
  return rows.filter(([ends, one]) => {
    const ofParts = (parts.get(one.event) || []).flatMap((part) => at.get(key(ends, part)) || []);
    if (!one.inDispute && ofParts.some((part) => holds(part, one))) return false;
    return ![...(known.wholes.get(one.event) || [])].flatMap((whole) => at.get(key(ends, whole)) || [])
      .some((whole) => holds(whole, one) && (whole.inDispute || !holds(one, whole)));
  });
};

/** The dyads that a view shows, those with the most groups, then the most acts, first. */
const dyadsOf = (options) => {
  const view = { ...EVERYTHING, ...options };
  const found = new Map();
  const counts = voices(view);
  withoutParts(shownActs(view).flatMap(([act, shown]) => actsOf(act, shown, view, counts))).forEach(([[who, whom, directed], one]) => {
    const key = `${who ?? ''}\n${whom ?? ''}\n${directed}`;
    if (!found.has(key)) found.set(key, { ends: { who, whom, directed }, acts: [] });
    found.get(key).acts.push(one);
  });
  return strongestFirst([...found.values()].map(({ ends, acts }) => dyadOf(ends, acts)));
};

const strongestFirst = (dyads) => {
  // As Python sorts them, where an end without a name is called "unnamed".
  const name = (end) => (end === null ? 'unnamed' : labelOf(end));
  return dyads.map((dyad) => ({ ...dyad, sort: [name(dyad.who), name(dyad.whom)] }))
    .sort(by((d) => -d.groups.length, (d) => -d.acts.length, (d) => d.sort[0], (d) => d.sort[1], (d) => d.directed));
};

/** The same dyads with only those acts that are graded as high. */
const gradedAtLeast = (dyads, grade) => (!grade ? dyads : strongestFirst(dyads.flatMap((dyad) => {
  const acts = dyad.acts.filter((act) => GRADES.indexOf(act.grade) <= GRADES.indexOf(grade));
  return acts.length ? [dyadOf(dyad, acts)] : [];
})));

// ---- what else is said

/** Who is who is judged, and not told; only where judges differ is there something to tell. */
const JUDGED = new Set(['sameActor', 'notSameActor', 'sameEvent', 'notSameEvent'].map((name) => ST + name));
const ROLES = new Set(['actor', 'recipient', 'party', 'victim', 'onlooker'].map((name) => ST + name));

/** The acts that a view shows by incident, place, time, kind and ends; null where it shows all of them. */
const eventsOf = (view) => {
  if (!narrowsEvents(view)) return null;
  const acts = known.acts.filter((act) => isShown(act, view)
    && (!view.event_type.length || act.versions.some((version) => admitsKind(version.kind, view))));
  if (view.between.length !== 2) return new Set(acts.map((act) => act.event));
  return new Set(dyadsOf({ ...view, min_groups: 1 }).flatMap((dyad) => dyad.acts.map((act) => act.event)));
};

/** Whether this is the coder's own judgement: on who is who, or on an actor without any place in the text. */
const isJudgement = (row) => row.said_by === row.coder && (JUDGED.has(row.property) || !(row.event || row.quote || row.paragraph !== null));

/** What a view chooses of all that is said, value by value; about an actor only if the actor has a role in an act it shows. */
const saysOf = (view) => {
  const counts = voices(view);
  const rows = known.says.filter((row) => counts(row.telling));
  const events = eventsOf(view);
  if (!events) return rows;
  const ofEvents = rows.filter((row) => events.has(row.event));
  const documents = new Set(ofEvents.map((row) => row.document));
  const partakers = new Set(ofEvents.filter((row) => ROLES.has(row.property)).map((row) => row.value));
  return [...ofEvents, ...rows.filter((row) => !row.event && partakers.has(row.about) && (documents.has(row.document) || isJudgement(row)))];
};

/** Each statement in the voices of a view, weighed; those on which nobody of these says anything are left out. */
const weighedStatements = (view) => {
  const counts = voices(view);
  return known.statements.map((statement) => weighed(statement, counts)).filter(({ words }) => Object.keys(words).length)
    .filter(({ subject, grade }) => !JUDGED.has(subject.prop) || grade === 'contested');
};

// ---- dossier

/** The first day on which an act may have happened, as these voices tell it: '9999' without any. */
const firstDay = (act, counts) => extreme(act.versions.flatMap((version) => version.words)
  .filter((word) => word.relation !== 'rival' && counts(word.telling)).map((word) => word.telling.earliest), -1) ?? '9999';

/** These acts by first day; then what comes after, answers or follows from another after it; then by label. */
const inOrder = (acts, view, statements) => {
  const counts = voices(view);
  const before = new Map();
  const ordering = ['inResponseTo', 'after', 'causedBy'].map((name) => ST + name);
  statements.filter((one) => ordering.includes(one.subject.prop) && one.asserted.length).forEach(({ subject }) => put(before, subject.about, subject.value));
  const depthOf = (event, seen = []) => (seen.includes(event) || seen.length > 20 ? 0
    : Math.max(0, ...(before.get(event) || []).map((other) => 1 + depthOf(other, [...seen, event]))));
  return acts.map((one) => ({ one, first: firstDay(one.act, counts), depth: depthOf(one.act.event), label: labelOf(one.act.event) }))
    .sort(by((e) => e.first, (e) => e.depth, (e) => e.label, (e) => e.one.act.event)).map((e) => e.one);
};

/** The sources that speak of an incident, of its acts or of those who take part, and the reports in which they do. */
const heardOf = (rows, statements, documents) => {
  const stated = statements.flatMap(({ words }) => Object.values(words).flat()).map((word) => word.telling).filter((telling) => documents.has(telling.document));
  return { sources: [...new Set([...rows, ...stated].map((row) => row.said_by))].sort(by(labelOf)), documents: [...documents] };
};

/** One incident as its sources tell it, in the voices of a view. The coder's own judgements are left out. */
const dossierOf = (incident, options) => {
  const view = { ...EVERYTHING, ...options, incident: [incident] };
  const counts = voices(view);
  const events = eventsOf(view);
  const all = new Map(weighedActs(view).map(([act, versions]) => [act, versions]));
  const counted = weighedStatements(view);
  const acts = known.acts.filter((act) => events.has(act.event)).map((act) => {
    const versions = all.get(act) || [];
    const shown = headAndAnswers(versions);
    const rest = versions.filter((one) => !shown.some((each) => each.weighed === one)).sort(by((one) => -one.groups.size, (one) => one.subject.position));
    const unmet = unmetIn(act, counts);
    const [unanswered, opinions] = [act.unanswered, act.opinions].map((tellings) => tellings.filter(counts));
    const told = new Set(versions.filter((one) => one.asserted.length).map((one) => one.subject));
    return {
      act, shown, versions: [...shown.map((each) => each.weighed), ...rest], unmet, unanswered, opinions,
      different: act.different.filter(([a, b]) => told.has(a) && told.has(b)),
      inDispute: (unmet.length > 0 && versions.some((one) => one.asserted.length > 0)) || versions.some(isDisputed),
      groups: Math.max(0, ...versions.map((one) => one.groups.size)),
    };
  }).filter((one) => one.versions.length + one.unmet.length + one.unanswered.length + one.opinions.length
    && (view.min_groups === 1 || one.groups >= view.min_groups));
  const rows = known.says.filter((row) => events.has(row.event) && counts(row.telling));
  const documents = new Set(rows.map((row) => row.document));
  const partakers = new Set(rows.filter((row) => ROLES.has(row.property)).map((row) => row.value));
  const bySource = ({ words }) => Object.values(words).flat().some(({ telling }) => documents.has(telling.document));
  const propRank = ({ subject }) => known.properties.get(subject.prop)?.rank ?? known.properties.size;
  const ordered = inOrder(acts, view, counted);
  const place = new Map(ordered.map((one, i) => [one.act.event, i]));
  const enough = new Set(counted.filter((one) => one.groups.size >= view.min_groups).map((one) => one.subject));
  const statements = counted.filter((one) => (events.has(one.subject.about) || (partakers.has(one.subject.about) && bySource(one)))
    && (one.groups.size >= view.min_groups || !one.groups.size || one.rivals.some((rival) => enough.has(rival))))
    .sort(by((s) => place.get(s.subject.about) ?? Infinity, (s) => labelOf(s.subject.about), propRank, (s) => labelOf(String(s.subject.value))));
  const corrections = known.corrections.filter(([later, earlier]) => counts(later) && (events.has(earlier.event) || partakers.has(earlier.about)));
  return { incident, acts: ordered, statements, corrections, ...heardOf(rows, statements, documents) };
};

// ---- in words

/** The label of a property and of a value of it. */
const inWords = (prop, value) => {
  const label = known.properties.get(prop)?.label ?? labelOf(prop);
  if (typeof value === 'boolean') return [label, value ? 'yes' : 'no'];
  if (prop === `${ST}leftOpen` && known.properties.has(value)) return [label, known.properties.get(value).label];
  if (prop === `${ST}when`) return [label, known.times.get(value) ?? day(value)];
  return [label, String(value).startsWith('http') ? labelOf(value) : String(value)];
};

/** A value stated, without its subject: "at Khirbet Amo". */
const saidOf = (prop, stated) => {
  const [label, value] = inWords(prop, stated);
  const phrase = known.properties.get(prop)?.phrase;
  return phrase ? phrase.split('{}').join(value) : `${label} ${value}`;
};
/** The same of a statement, with the deed of which it is said. */
const statedOf = ({ prop, value, of }) => saidOf(prop, value) + (of ? ` (${of})` : '');
const propRank_ = (prop) => known.properties.get(prop)?.rank ?? known.properties.size;

/** The kind of act of a version: as told, or in brackets as the coder sorts the act; "tried: …" where it was not done. */
const kindWords = ({ told, kind, tried }) => {
  const label = kind === null ? 'kind not stated' : labelOf(kind);
  const words = told === null ? `(${label})` : label;
  return tried ? `tried: ${words}` : words;
};

/** The ends of a version: "A and B → C", "A – B". What has no other end by its kind, such as an arrival, needs none. */
const endsWords = ({ doers, targets, parties, kind }) => {
  const those = (ends) => ends.map(labelOf).join(' and ') || 'not named';
  if (parties.length > 1) return parties.map(labelOf).join(' – ');
  if (!known.confrontations.has(kind) && !targets.length && doers.length + parties.length) return those([...doers, ...parties]);
  if (parties.length) return `${labelOf(parties[0])} – not named`;
  return doers.length || targets.length ? `${those(doers)} → ${those(targets)}` : 'no one named';
};
/** Who did what to whom, as a version tells it: "A and B → C: air strike". */
const versionWords = (version) => `${endsWords(version)}: ${kindWords(version)}`;
/** The same as a sentence, where a source says of what kind it was: "A and B struck C from the air". */
const sentenceOf = (version) => version.sentence ?? versionWords(version);
