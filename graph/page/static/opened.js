// ------------------------------------------------------------------------------- what opens: a line, an actor, an act, a question

/** How many acts of a line are shown at first. */
const ACTS_AT_ONCE = 8;

/** The sources that speak of an act's incident and say nothing of the act. */
const silentOn = (event) => {
  const incident = known.tellings.find((telling) => telling.event === event)?.incident;
  if (!incident || !known.dossiers.has(incident)) return [];
  const heard = new Set(now.says.filter((row) => row.about === event).map((row) => row.said_by));
  return dossierOf(incident, now.view).sources.filter((source) => !heard.has(source));
};
const silentPart = (event) => {
  const silent = silentOn(event);
  return silent.length ? el('p', { class: 'small' }, el('b', {}, `Silent on it (${silent.length}): `), joined(silent.map((source) => bdi(labelOf(source))))) : null;
};

/** What denies an act without meeting anything told of it, and who was asked in vain: once for each act. */
const aboutAct = (unmet, unanswered = []) => [
  ...unmet.map((telling) => el('p', { class: 'unmet' }, unmetWords(telling), quoted(telling))),
  unanswered.length ? el('p', {}, el('b', {}, 'No answer: '), names(unanswered)) : null];

/** The acts of a line that are one event: its versions, and once what stands about it. */
const eventPart = ([event, acts]) => el('li', {},
  el('p', { class: 'act-label' }, button(event, bdi(labelOf(event))), period(...daysOf(acts.flatMap((act) => act.rows))) ? el('span', { class: 'small' }, ` ${period(...daysOf(acts.flatMap((act) => act.rows)))}`) : null),
  acts.map((act) => versionPart(act.weighed, { heading: 'h3', also: act.shown.also, note: act.inDispute && !isDisputed(act.weighed) ? 'another telling of the same act is in dispute' : null })),
  aboutAct(acts[0].unmet), silentPart(event));

const edgeEvidence = (edge) => {
  const events = new Map();
  edge.acts.forEach((act) => put(events, act.event, act));
  return [
    el('p', {}, gradeTags(edge.grades), ' ', edge.acts.length > 1 ? `of ${edge.acts.length} acts; each is graded for itself` : null),
    facts([
      ['This line', edge.by ? ['as ', bdi(labelOf(edge.by)), ' tells it'] : null],
      ['When', period(edge.first, edge.last)],
      ['Direction', edge.directed ? null : 'no claim says who acted upon whom'],
      ['Caution', [edge.hedged ? `every claim ${edge.by ? 'of this source ' : ''}is hedged` : null, edge.attempted ? 'only attempted, not done' : null].filter(Boolean).join('; ')],
      ['Left open', joined(edge.leaving_open.map(bdi), '; ')],
      ['Actors', joined([...new Set([edge.from, edge.to])].filter((id) => scene.nodeById.get(id)?.kind !== 'unnamed').map((id) => button(id, bdi(nodeLabel(id)))))],
      ['Onlookers', joined(scene.onlooking.filter((look) => look.edges.includes(edge.id)).map((look) => look.who)
        .filter((who, i, all) => all.indexOf(who) === i).map((who) => button(who, bdi(nodeLabel(who)))))],
    ]),
    inParts(el('ul', { class: 'acts' }), [...events], eventPart, 0, ACTS_AT_ONCE)];
};

/** The name of many lines in one. */
const markLabel = (id) => foldById(id)?.label ?? nodeLabel(id);
const bundleName = (one) => [bdi(markLabel(one.from)), one.directed ? ' → ' : ' – ', bdi(markLabel(one.to))];
const bundleWords = (one) => {
  const { events_: events, disputed } = one;
  return [count(one.bundle.length, 'line'), count(events.size, 'act'), disputed ? `${disputed} contested` : null, deathWords(events)].filter(Boolean).join(', ');
};
const groupFacts = (one) => [count(namedNodes(one.members).length, 'actor'), count(one.events.size, 'act'), deathWords(one.events)].filter(Boolean).join(', ');

const bundleEvidence = (one) => [
  el('p', {}, bundleWords(one), '. In the drawing they are one line; each is graded for itself.'),
  inParts(list([]), [...one.bundle].sort(by((edge) => !edge.contested, (edge) => -amountOf(eventsOfAll([edge])))), edgeButton, 0, 40)];

/** What a group is: who is in it, and its lines. */
const groupEvidence = (one) => {
  const members = namedNodes(one.members);
  return [
    el('p', {}, `${groupFacts(one)}. Actors are gathered ${GATHERED[folding().by]}.`),
    stage.hulls[one.id] ? el('p', {}, el('button', { type: 'button', class: 'inline', onclick: () => (isOpen(one.id) ? closeFold(one.id) : openFold(one.id, true)) }, isOpen(one.id) ? 'Close the group in the drawing' : 'Open the group in the drawing'))
      : el('p', { class: 'small' }, 'It is not drawn: no line leads from it to others.'),
    el('h3', {}, `Actors (${members.length})`), inParts(list([]), members, nodeButton, 0, 40),
    el('h3', {}, `Lines (${one.lines.length})`), inParts(list([]), [...one.lines].sort(by((edge) => !edge.contested, (edge) => -amountOf(eventsOfAll([edge])))), edgeButton, 0, 40)];
};

/** Statements, each with its grade and, on demand, its cards. */
const statementsPart = (words, statements) => (statements.length ? [el('h3', {}, words), inParts(el('ul', { class: 'statements' }), statements,
  (one) => el('li', {}, el('details', {}, el('summary', {}, bdi(statedOf(one.subject)), ' ', one.subject.prop === `${ST}leftOpen` ? null : tag(one.grade, one.grade.replace(' ', '-')),
    el('span', { class: 'small' }, one.groups.size ? ` ${count(one.groups.size, 'group')}` : '')), stands(one))), 0, 40)] : []);
const statementsAbout = (id) => weighedStatements(now.view).filter((one) => one.subject.about === id && one.subject.prop !== `${ST}onlooker`)
  .sort(by((one) => !isDisputed(one), ({ subject }) => propRank_(subject.prop), ({ subject }) => String(subject.value)));

const nodeEvidence = (node) => {
  const looks = scene.onlooking.filter((look) => look.who === node.id);
  const lines = scene.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  const telling = [...new Set([...nodeSaid(node, lines), ...looks.flatMap((look) => look.evidence)])].map((id) => tellingBySaid().get(id))
    .filter((one) => one && !(one.said_by === one.coder && !(one.event || one.quote || one.paragraph !== null)));
  return [
    facts([
      ['Kind', kindOf(node).words],
      ['Side', node.kind === 'unnamed' ? '' : [bdi(sideLabel(data.sides, node.side))]],
      ['Also called', joined((node.aliases || []).map(bdi))],
      ['Looks on', joined(looks.map((look) => bdi(look.event)), '; ')],
    ]),
    ...statementsPart('What is said of it', statementsAbout(node.id)),
    ...(lines.length ? [el('h3', {}, `Lines (${lines.length})`), inParts(list([]), lines, edgeButton, 0, 12)] : []),
    ...(telling.length ? [el('h3', {}, 'In their words'), cards(telling)] : [])];
};

/** The evidence of an event: the same acts as on its lines, and what else is told of it; null if the view says nothing about it. */
const eventEvidence = (id) => {
  const says = now.says.filter((row) => row.about === id && row.event);
  if (!says.length) return null;
  const lines = scene.edges.filter((edge) => edge.events.includes(id));
  const [incident, place] = [says[0].incident, says.find((row) => row.place)?.place];
  const counts = voices(now.view);
  const act = known.acts.find((one) => one.event === id);
  const versions = act ? weighedAct(act, counts) : [];
  const shown = headAndAnswers(versions);
  // Where no one is named there is no row, and it is told none the less.
  const main = shown.length ? shown : versions.map((weighed_) => ({ weighed: weighed_, also: [] }));
  const rest = versions.filter((one) => !main.some(({ weighed: other, also }) => other === one || also.includes(one)));
  const opinions = act ? act.opinions.filter(counts) : [];
  return [
    facts([['Incident', incident ? bdi(labelOf(incident)) : ''], ['Place', place ? bdi(labelOf(place)) : ''], ['When', period(...daysOf(says)) || 'no date stated']]),
    ...main.map((one) => versionPart(one.weighed, { heading: 'h3', also: one.also })),
    ...(act ? aboutAct(unmetIn(act, counts), act.unanswered.filter(counts)) : []),
    silentPart(id),
    rest.length ? el('details', {}, el('summary', {}, `The same in other words, more broadly or more closely (${rest.length})`), rest.map((one) => versionPart(one))) : null,
    ...statementsPart('What else is told of it', statementsAbout(id)),
    ...(opinions.length ? [el('h3', {}, 'Opinions, counted for nothing'), cards(opinions)] : []),
    ...(lines.length ? [el('h3', {}, 'Lines'), list(lines.map(edgeButton))] : []),
    ...(main.length ? [] : [el('h3', {}, 'In their words'), cards(says.map((row) => row.telling))])].filter(Boolean);
};

/** The evidence of a question about an act or actor: every answer with who gives it. The id is of both: "… combatantStatus". */
const questionEvidence = (id) => {
  const at = id.lastIndexOf(' ');
  if (at < 0) return null;
  const [about, prop] = [id.slice(0, at), id.slice(at + 1)];
  const those = weighedStatements(now.view).filter(({ subject }) => subject.about === about && (localName(subject.prop) === prop || (prop === 'sameEvent' && localName(subject.prop) === 'notSameEvent')))
    .sort(by((one) => !isDisputed(one), (one) => -one.groups.size));
  if (!those.length) return null;
  const entries = [...known.dossiers.values()].flatMap((told) => Object.values(told.parts).flat());
  const entry = entries.find((one) => one.rows.some(({ subject }) => those.some((each) => each.subject === subject)));
  return { title: entry?.asked || `${labelOf(about)}: ${known.properties.get(those[0].subject.prop)?.label ?? prop}`,
    parts: [facts([['About', button(about, bdi(labelOf(about)))]]), ...those.map((one) => versionPart(one, { heading: 'h3' }))] };
};
