// --------------------------------------------------------------------------------------------------------- opening
// What happened, who says so and what is in dispute, in a sentence above everything else. Its words are made in Python
// (standoff.output.opening); which of them hold in the view is counted here.

/** The incident that the view is about: the one chosen, or the only one there is; null where there are several or none. */
const incidentOf = (view) => {
  const those = view.incident.length ? view.incident : known.headings.incident;
  return those.length === 1 ? those[0] : null;
};
/** Whether everybody in the file is heard: the embedded words are those of all of them. */
const hearsAll = (view) => !(view.said_by.length || view.without.length || view.side.length || view.as_of);

/** What is agreed in a view, of each act the most asserted: of the versions that may be (standoff.output.opening) those that two groups still assert, nobody denies or contradicts, and beside which nobody tells any that stands apart. */
const agreedIn = (found, told) => {
  const weighed_ = new Map(found.acts.flatMap((act) => act.versions.map((one) => [one.subject, { act, one }])));
  const isHeard = (version) => Boolean(weighed_.get(version)?.one.asserted.length);
  const byAct = new Map();
  (told?.agreed || []).forEach(({ version, words, apart }) => {
    const { act, one } = weighed_.get(version) || {};
    if (one && one.groups.size > 1 && !isDisputed(one) && !act.unmet.length && !apart.some(isHeard)) put(byAct, act.act.event, { id: act.act.event, one, words });
  });
  return [...byAct.values()].map((those) => those.sort(by(({ one }) => -one.groups.size))[0])
    .sort(by(({ one }) => known.vague.has(one.subject.kind), ({ one }) => -one.groups.size, ({ one }) => -(one.subject.doers.length + one.subject.targets.length + one.subject.parties.length)));
};

/** The statements of one property of one subject, those lists of which any is in dispute. */
const disputedStatements = (found) => {
  const groups = new Map();
  const key = ({ subject }) => `${subject.about} ${localName(JUDGED.has(subject.prop) ? subject.prop.replace('#not', '#').replace('#S', '#s') : subject.prop)}`;
  found.statements.forEach((one) => put(groups, key(one), one));
  return [...groups].filter(([, those]) => those.some((one) => one.grade === 'contested')).map(([id, those]) => ({ id, those }));
};

/** What is asked of an act or of statements, in the dossier's words while two of its answers, or one and its denial, are still there. */
const questionOf = (entry, weighed_, fallback) => {
  const answers = new Set((entry?.rows || []).map(({ subject }) => subject));
  const left = weighed_.filter((one) => answers.has(one.subject) && one.asserted.length);
  const stands_ = hearsAll(now.view) || left.length > 1 || left.some((one) => one.words.denies);
  return entry?.asked && stands_ ? entry : { title: fallback, asked: fallback, rows: [], notes: [] };
};

/** The questions of a dossier in a view: {id, act or those, entry, inDispute}, what is in dispute first. */
const questionsIn = (found, told) => {
  const of = (part) => told?.parts[part] || [];
  const entries = [...of('in dispute'), ...of('reported differently')];
  const ofAct = (event) => entries.find((entry) => entry.about === event && entry.rows.every(({ subject }) => subject.act))
    ?? entries.find((entry) => entry.about === event && !entry.rows.length);
  const ofStatements = (those) => entries.find((entry) => entry.rows.some(({ subject }) => those.some((one) => one.subject === subject)));
  const acts = found.acts.filter((one) => one.inDispute || one.different.length).map((one) => ({
    id: one.act.event, act: one, inDispute: one.inDispute,
    entry: questionOf(ofAct(one.act.event), one.versions, labelOf(one.act.event)),
  }));
  const stated = disputedStatements(found).map(({ id, those }) => ({
    id, those, inDispute: true,
    entry: questionOf(ofStatements(those), those, `${labelOf(those[0].subject.about)}: ${known.properties.get(those[0].subject.prop)?.label ?? labelOf(those[0].subject.prop)}?`),
  }));
  const place = (one) => { const at = entries.indexOf(one.entry); return at < 0 ? entries.length : at; };
  return [...acts, ...stated].sort(by((one) => !one.inDispute, place));
};

/** How many clauses of each kind the opening has. */
const clausesAtOnce = () => (narrow.matches ? 2 : 3);

const clause = (id, words, more = null) => el('li', {}, el('button', { type: 'button', class: 'inline', onclick: () => select(id) }, bdi(words)), more);

const clauses = (name, words, items, all) => el('div', { class: `clauses ${name}` }, el('dt', {}, words), el('dd', {}, el('ul', {}, items.slice(0, clausesAtOnce())),
  items.length > clausesAtOnce() ? [el('span', { class: 'dot' }, ' · '), el('button', { type: 'button', class: 'inline small', onclick: all }, `${items.length - clausesAtOnce()} more`)] : null));

/** The incidents of the file as a menu beside the title. */
const incidentMenu = (view) => {
  if (known.headings.incident.length < 2) return null;
  const chosen = view.incident.length === 1 ? view.incident[0] : '';
  const box = el('select', { id: 'title-incident', 'aria-label': 'Incident' }, el('option', { value: '' }, `All ${known.headings.incident.length} incidents`),
    choicesOf('incident').map(([iri, text]) => el('option', { value: iri, selected: iri === chosen }, text)));
  box.addEventListener('change', () => { change({ incident: box.value ? [box.value] : [] }); find('title-incident').focus(); });
  return box;
};

const showOpening = () => {
  const incident = incidentOf(now.view);
  find('incident').textContent = incident ? labelOf(incident) : '';
  find('title').classList.toggle('kicker', Boolean(incident));
  find('incidents').replaceChildren(...[incidentMenu(now.view)].filter(Boolean));
  if (!incident) { find('opening').replaceChildren(); return; }
  const [found, told] = [dossierOf(incident, now.view), known.dossiers.get(incident)];
  const questions = questionsIn(found, told);
  const agreed = agreedIn(found, told);
  const dossier = () => { now.incident = incident; showTab('dossier'); find('tab-dossier').focus(); };
  const asked = (inDispute) => questions.filter((one) => one.inDispute === inDispute).map((one) => clause(one.id, one.entry.asked));
  const [disputed, differently] = [asked(true), asked(false)];
  find('opening').replaceChildren(
    el('p', { class: 'counts' }, `${count(found.sources.length, 'source')} in ${count(found.documents.length, 'report')}.`,
      agreed.length ? null : ' Nothing is agreed by two independent groups.', disputed.length ? null : ' Nothing is in dispute.'),
    el('dl', {}, agreed.length ? clauses('agreed', 'Agreed', agreed.map(({ id, words, one }) => clause(id, words, el('span', { class: 'small' }, ` ${count(one.groups.size, 'group')}`))), dossier) : null,
      disputed.length ? clauses('disputed', 'In dispute', disputed, dossier) : null,
      differently.length ? clauses('differently', 'Reported differently', differently, dossier) : null));
};
