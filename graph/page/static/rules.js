// ------------------------------------------------------------------------------------------------------------ rules
// View → rows → dyads → grades, and statements → dossier: the rules of graph/rules/{view,ledger,dyads,grade,dossier}.py,
// function by function, under the same names. tests/test_page_rules.py compares both on hundreds of views.

const [ASSERTS, DENIES, LEAVES_OPEN] = ['Asserts', 'Denies', 'LeavesOpen'].map((name) => ST + name);
/** From best to worst. */
const GRADES = ['confirmed', 'fair', 'weak', 'contested', 'denied', 'left open'];
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

const sideOf = (actor, source = '') => known.side.get(`${actor}\n${source}`) ?? known.side.get(actor) ?? null;
const organisationOf = (actor, source) => known.organisation.get(`${actor}\n${source}`) ?? known.organisation.get(actor) ?? actor;
const belongsTo = (actor, source) => known.belongs.get(`${actor}\n${source}`) ?? known.belongs.get(actor) ?? new Set();

// ---- views

/** Whether the view chooses who says this, and when it was said. */
const admitsSource = (row, view) => {
  const speaksFor = above(known.speaksFor, row.said_by);
  if (view.said_by.length && !meet(view.said_by, speaksFor)) return false;
  if (meet(view.without, speaksFor)) return false;
  if (view.side.length && !view.side.includes(row.group)) return false;
  const said = row.said_on || row.published;
  return !(view.as_of && !(said && said <= view.as_of));
};

/** Whether the view chooses this row, `min_groups` aside. Once a time is chosen, an act without any date is left out. */
const admits = (row, view) => admitsSource(row, view)
  && !(view.incident.length && !view.incident.includes(row.incident))
  && !(view.place.length && !meet(view.place, above(known.within, row.place)))
  && !(view.event_type.length && !meet(view.event_type, above(known.broader, row.event_type)))
  && !(view.since && !(row.latest && row.latest >= view.since))
  && !(view.until && !(row.earliest && row.earliest <= view.until));

/** Whether these are the two ends of `between`, at the level of the view. */
const faces = (who, whom, { between }) => between.length !== 2
  || (who === between[0] && whom === between[1]) || (who === between[1] && whom === between[0]);

const narrowsEvents = (view) => Boolean(view.incident.length || view.place.length || view.event_type.length || view.since || view.until
  || view.between.length === 2);

const lift = (actor, source, view) => {
  if (actor === null) return null;
  const whole = organisationOf(actor, source);
  return view.level === 'organisation' ? whole : sideOf(actor, source) ?? sideOf(whole, source) ?? whole;
};

const lifted = (row, view) => {
  if (view.level === 'actor') return row;
  let [who, whom] = [lift(row.who, row.said_by, view), lift(row.whom, row.said_by, view)];
  if (!row.directed && who && whom && whom < who) [who, whom] = [whom, who];
  return new Row(row.telling, { who, whom, directed: row.directed, attempted: row.attempted });
};

const confrontations = (view) => known.rows.filter((row) => admits(row, view)).map((row) => lifted(row, view));

const ROLES = new Set(['actor', 'recipient', 'party', 'victim', 'onlooker'].map((name) => ST + name));

/** The statements a view chooses; those about an actor only if the actor has a role in one of the chosen events. */
const statementsOf = (view, judgements = true) => {
  const rows = known.statements.filter((row) => admitsSource(row, view) && (judgements || row.said_by !== row.coder));
  if (!narrowsEvents(view)) return rows;
  const judging = judgements ? known.judging.filter((row) => admitsSource(row, view)).map((row) => row.document) : [];
  const faced = view.between.length === 2 && new Set(confrontations(view)
    .filter((row) => row.stance === ASSERTS && faces(row.who, row.whom, view)).map((row) => row.event));
  const ofEvents = rows.filter((row) => row.event && admits(row, view) && (!faced || faced.has(row.event)));
  const documents = new Set([...ofEvents.map((row) => row.document), ...judging]);
  const partakers = new Set(ofEvents.filter((row) => ROLES.has(row.property)).map((row) => row.value));
  return [...ofEvents, ...rows.filter((row) => !row.event && documents.has(row.document) && partakers.has(row.about))];
};

// ---- grades

/** The grade by the printed rule, of what these groups assert, which sides it accuses, and what speaks against it. */
const weigh = (groups, accused, against, denied, leftOpen = false) => {
  const count_ = `asserted by ${groups.size} independent group${groups.size === 1 ? '' : 's'}`;
  if (!groups.size) {
    if (denied) return { name: 'denied', reason: 'denied, and asserted by nobody' };
    return leftOpen ? { name: 'left open', reason: 'left open, and asserted by nobody' } : { name: 'denied', reason: '' };
  }
  if (against.length) return { name: 'contested', reason: `${count_}, but ${against.join(' and ')}` };
  if (accused.size && groups.size > 1 && [...accused].every((one) => groups.has(one))) {
    return { name: 'confirmed', reason: `${count_}, the side it accuses among them; denied by none` };
  }
  return groups.size > 1 ? { name: 'fair', reason: `${count_}, denied by none` } : { name: 'weak', reason: `${count_} alone` };
};

const TOOK_PART = { [`${ST}actor`]: `${ST}party`, [`${ST}recipient`]: `${ST}party`, [`${ST}victim`]: `${ST}recipient` };
const daysOf = (text) => known.days.get(text) || [null, null];

/** Whether giving the first (property, value) gives the second too; the source decides whose memberships count. */
const implies = (prop, value, broadProp, broadValue, source) => {
  if (prop !== broadProp && TOOK_PART[prop] !== broadProp) return false;
  if (value === broadValue) return true;
  if (prop === `${ST}eventType` || prop === `${ST}means`) return known.broader.get(value)?.has(broadValue) || false;
  if (prop === `${ST}when`) {
    const [[low, high], [broadLow, broadHigh]] = [daysOf(value), daysOf(broadValue)];
    return (broadLow === null || (low !== null && low >= broadLow)) && (broadHigh === null || (high !== null && high <= broadHigh));
  }
  if ((prop === `${ST}place` || prop === `${ST}recipient`) && known.within.get(value)?.has(broadValue)) return true;
  return Boolean(known.properties.get(prop)?.acts && belongsTo(value, source).has(broadValue));
};

const excluding = (one, other) => [...above(known.broader, one)]
  .some((a) => [...above(known.broader, other)].some((b) => a !== b && known.excludes.has(`${a}\n${b}`)));

/** Whether two values of the same property exclude each other. */
const areRivals = (prop, one, other) => {
  if (!known.properties.get(prop)?.single || one === other) return false;
  if (prop === `${ST}eventType`) return excluding(one, other);
  if (prop === `${ST}place`) return !known.within.get(one)?.has(other) && !known.within.get(other)?.has(one);
  if (prop === `${ST}when`) {
    const [[low, high], [otherLow, otherHigh]] = [daysOf(one), daysOf(other)];
    return Boolean((high && otherLow && high < otherLow) || (otherHigh && low && otherHigh < low));
  }
  return true;
};

const groupsOf = (statement) => new Set([...statement.asserted, ...statement.supported].map((row) => row.group));

/** Every statement of these rows with its grade, in the order in which they first appear. */
const graded = (rows) => {
  const subjects = new Map();
  const statement = (about, prop, value) => {
    if (!subjects.has(about)) subjects.set(about, new Map());
    const ofSubject = subjects.get(about);
    const key = `${prop}\n${value}`;
    if (!ofSubject.has(key)) ofSubject.set(key, { about, prop, value, asserted: [], supported: [], denied: [], leftOpen: [], rivals: [] });
    return ofSubject.get(key);
  };
  for (const row of rows) {
    if (row.stance === LEAVES_OPEN) continue;
    const found = statement(row.about, row.property, row.value);
    (row.stance === ASSERTS ? found.asserted : found.denied).push(row);
  }
  rows.filter((row) => row.stance === LEAVES_OPEN)
    .forEach((row) => statement(row.about, `${ST}leftOpen`, row.value).leftOpen.push(row));
  const statements = [...subjects.values()].flatMap((ofSubject) => {
    const all = [...ofSubject.values()];
    const denials = new Map(all.map((one) => [one, [...one.denied]]));
    all.forEach((one) => relate(one, all, denials));
    return all;
  });
  statements.forEach((one) => { one.grade = gradeOf(one); });
  return statements;
};

const relate = (statement, statements, denials) => {
  for (const other of statements) {
    if (other === statement) continue;
    statement.supported.push(...other.asserted.filter((row) => implies(other.prop, other.value, statement.prop, statement.value, row.said_by)));
    // A denial of the broader statement denies the narrower one too.
    statement.denied.push(...denials.get(other).filter((row) => implies(statement.prop, statement.value, other.prop, other.value, row.said_by)));
    if (other.prop === statement.prop && other.asserted.length && statement.asserted.length
      && areRivals(statement.prop, statement.value, other.value)) statement.rivals.push(other);
  }
};

const gradeOf = (statement) => {
  const accused = new Set(statement.prop === `${ST}actor`
    ? statement.asserted.map((row) => sideOf(statement.value, row.said_by) || statement.value) : []);
  const against = statement.denied.length ? [`denied by ${new Set(statement.denied.map((row) => row.said_by)).size}`] : [];
  if (statement.rivals.length) against.push('a rival value is asserted');
  return weigh(groupsOf(statement), accused, against, statement.denied.length > 0, statement.leftOpen.length > 0);
};

// ---- dyads

const keyOf = (who, whom, directed) => `${who ?? ''}\n${whom ?? ''}\n${directed}`;

/** Whether a denied statement (one end, or the kind of act) speaks against these ends of the same act. */
const speaksAgainst = (denial, [who, whom, directed], rows) => {
  const named = [denial.who, denial.whom].filter((end) => end);
  if (!named.length) return rows.some((row) => above(known.broader, row.event_type).has(denial.event_type));
  const at = !denial.directed || !directed ? [who, whom] : [denial.who ? who : whom];
  return named.every((end) => at.includes(end));
};

const accusedBy = ([who, whom, directed], rows) => new Set((directed ? [who] : [who, whom]).filter((end) => end)
  .map((end) => sideOf(end, rows[0].said_by) || end));

const actsOf = (event, ofEvent) => {
  const asserted = new Map();
  ofEvent.filter((row) => row.stance === ASSERTS).forEach((row) => put(asserted, keyOf(row.who, row.whom, row.directed), row));
  const denials = ofEvent.filter((row) => row.stance === DENIES);
  const assertions = ofEvent.filter((row) => row.stance === ASSERTS);
  return [...asserted].map(([key, rows]) => {
    const { who, whom, directed } = rows[0];
    const ends = [who, whom, directed];
    const supporting = directed ? []
      : [keyOf(who, whom, true), keyOf(whom, who, true)].flatMap((narrower) => asserted.get(narrower) || []);
    const against = denials.filter((row) => speaksAgainst(row, ends, rows));
    const reasons = against.length ? [`denied by ${new Set(against.map((row) => row.said_by)).size}`] : [];
    if (rows.some((row) => assertions.some((other) => row.event_type !== other.event_type && excluding(row.event_type, other.event_type)))) {
      reasons.push('another kind of act, which excludes it, is asserted');
    }
    const groups = new Set([...rows, ...supporting].map((row) => row.group));
    return { key, ends, event, rows, supporting, denials: against, groups,
      grade: weigh(groups, accusedBy(ends, rows), reasons, against.length > 0) };
  });
};

/** The grade of its best act, with how many of them are contested. */
const dyadGrade = (acts) => {
  const best = acts.map((act) => act.grade).reduce((a, b) => (GRADES.indexOf(b.name) < GRADES.indexOf(a.name) ? b : a));
  const disputed = acts.filter((act) => act.grade.name === 'contested').length;
  return disputed && best.name !== 'contested'
    ? { name: best.name, reason: `${best.reason}; ${disputed} of ${acts.length} acts contested` } : best;
};

/** The groups behind the one act that most of them assert; groups of different acts do not add up. */
const dyadGroups = (acts) => acts.map((act) => [...act.groups].sort())
  .reduce((a, b) => (b.length > a.length || (b.length === a.length && b.join('\n') > a.join('\n')) ? b : a));

const extreme = (values, sign) => values.filter((value) => value).reduce((a, b) => (a === null || compare(b, a) * sign > 0 ? b : a), null);

/** The dyads that a view shows, those with most groups and acts first. */
const dyadsOf = (options) => {
  const view = { ...EVERYTHING, ...options };
  const events = new Map();
  confrontations(view).forEach((row) => put(events, row.event, row));
  const found = new Map();
  events.forEach((rows, event) => actsOf(event, rows)
    .filter((act) => act.groups.size >= view.min_groups && faces(act.ends[0], act.ends[1], view)).forEach((act) => put(found, act.key, act)));
  return [...found.values()].map((acts) => {
    const [who, whom, directed] = acts[0].ends;
    const rows = acts.flatMap((act) => act.rows);
    return {
      who, whom, directed, acts, rows, grade: dyadGrade(acts), groups: dyadGroups(acts),
      hedged: rows.every((row) => row.hedged), attempted: rows.every((row) => row.attempted),
      first: extreme(rows.map((row) => row.earliest), -1), last: extreme(rows.map((row) => row.latest), 1),
      sort: [labelOf(who), labelOf(whom)],
    };
  }).sort(by((d) => -d.groups.length, (d) => -d.acts.length, (d) => d.sort[0], (d) => d.sort[1], (d) => d.directed));
};

// ---- dossier

/** Events by first day; then those that answer another after it; then by label. */
const eventOrder = (rows) => {
  const mine = new Map();
  rows.filter((row) => row.event).forEach((row) => put(mine, row.event, row));
  const answers = (events) => new Set([...events].flatMap((event) => (mine.get(event) || [])
    .filter((row) => row.property === `${ST}inResponseTo`).map((row) => row.value)));
  const depthOf = (event) => {
    let [answered, depth] = [answers([event]), 0];
    while (answered.size && depth < 10) {
      depth += 1;
      const next = answers(answered);
      answered = new Set([...next].filter((one) => !answered.has(one)));
    }
    return depth;
  };
  return [...mine].map(([event, ofEvent]) => ({
    event, first: ofEvent.map((row) => row.earliest || '9999').reduce((a, b) => (b < a ? b : a), '9999'), depth: depthOf(event),
  })).sort(by((e) => e.first, (e) => e.depth, (e) => labelOf(e.event), (e) => e.event)).map((e) => e.event);
};

const markOf = (statement, source) => {
  const has = (rows) => rows.some((row) => row.said_by === source);
  if (has(statement.asserted)) return 'asserts';
  if (has(statement.denied)) return 'denies';
  if (has(statement.leftOpen)) return 'leaves open';
  return has(statement.supported) ? 'asserts' : 'silent';
};

const headingOf = (statement) => ({ contested: 'disputed', denied: 'denied', 'left open': 'left open' })[statement.grade.name]
  || (groupsOf(statement).size > 1 ? 'agreed' : 'said by one alone');

/** One incident as each source tells it, under a view; the coder's own judgements are left out. */
const dossierOf = (incident, view) => {
  const rows = statementsOf({ ...view, incident: [incident] }, false);
  const place = new Map(eventOrder(rows).map((event, i) => [event, i]));
  const rank = (prop) => known.properties.get(prop)?.rank ?? known.properties.size;
  const statements = graded(rows).filter((s) => { const n = groupsOf(s).size; return n >= view.min_groups || !n; })
    .sort(by((s) => (place.has(s.about) ? 0 : 1), (s) => place.get(s.about) ?? 0, (s) => labelOf(s.about), (s) => rank(s.prop),
      (s) => labelOf(String(s.value))));
  const sources = [...new Set(rows.map((row) => row.said_by))].sort(by(labelOf));
  return { incident, statements, sources, events: [...place.keys()] };
};

/** The label of a property and of a value of it. */
const inWords = (prop, value) => {
  const label = known.properties.get(prop)?.label ?? labelOf(prop);
  if (typeof value === 'boolean') return [label, value ? 'yes' : 'no'];
  if (prop === `${ST}leftOpen` && known.properties.has(value)) return [label, known.properties.get(value).label];
  return [label, String(value).startsWith('http') ? labelOf(value) : String(value)];
};

/** What a statement says, without its subject: "by US Armed Forces". */
const saidOf = (statement) => {
  const [label, value] = inWords(statement.prop, statement.value);
  const phrase = known.properties.get(statement.prop)?.phrase;
  return phrase ? phrase.split('{}').join(value) : `${label} ${value}`;
};

