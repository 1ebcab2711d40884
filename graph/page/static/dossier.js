// ------------------------------------------------------------------------------------------------------ who says what
// Questions in dispute first, as cards of answers with the sources beneath; then the acts in order, as sentences.

/** A source that gives an answer, as a button to its words. */
const answerSource = (subject, words, id) => {
  const grouped = new Map();
  words.forEach(({ telling }) => put(grouped, telling.said_by, telling));
  return [...grouped].sort(by(([, those]) => those.every((telling) => telling.hedged), ([source]) => labelOf(source))).map(([source, those]) => {
    const own = subject.act ? [...new Set(those.map((telling) => inOwnWords(subject, telling)).filter(Boolean))].join('; ') : '';
    const quote = those.map((telling) => telling.gloss || telling.quote).find(Boolean);
    return el('li', {}, groupMark(source), el('span', {},
      el('button', { type: 'button', class: 'inline plain', onclick: () => select(id) }, bdi(labelOf(source))), asideOf(those, own),
      quote ? el('q', { dir: 'auto' }, quote) : null));
  });
};

/** One answer: what is said, how well it stands, and who says so, denies it, leaves it open. */
const answerCard = (one, words, id) => {
  const { subject } = one;
  const row = (label, given) => (given?.length ? el('p', { class: 'small' }, el('b', {}, `${label} `), speakersOf(subject, given)) : null);
  return el('li', { class: `answer ${one.grade}` },
    el('p', { class: 'answer-words' }, bdi(words)), el('p', { class: 'small' }, gradeWords(one)),
    el('ul', { class: 'answer-sources' }, answerSource(subject, one.asserted, id)),
    row('Denied by', one.words.denies), row('Account rejected, a part of it told, by', one.words['denies in part']), row('Told in part by', one.words['in part']),
    row('Left open by', one.words['leaves open']), row('No answer:', one.words['no answer']));
};

const questionAnswers = ({ entry, act, those }) => {
  const weighed_ = those || act.versions;
  const given = new Map(entry.rows.map(({ subject, words }, i) => [subject, { words, i }]));
  // Where the question is the page's own, every head and answer is one of its answers.
  const shown = entry.rows.length ? weighed_.filter((one) => given.has(one.subject)) : act ? [...new Set([...act.shown.map((one) => one.weighed), ...weighed_.filter(isDisputed)])] : weighed_;
  return shown.filter((one) => one.asserted.length || one.words.denies).sort(by((one) => given.get(one.subject)?.i ?? 99))
    .map((one) => [one, given.get(one.subject)?.words ?? (one.subject.act ? sentenceOf(one.subject) : statedOf(one.subject))]);
};

/** A question with its answers side by side, what all have in common, and what stands beside them. */
const questionCard = (question, all, statements) => {
  const { entry, act, id, inDispute } = question;
  return el('li', { class: `question ${inDispute ? 'disputed' : ''}` },
    el('h4', {}, el('button', { type: 'button', class: 'inline plain', onclick: () => select(id) }, bdi(entry.title))),
    el('p', { class: 'small' }, act && entry.label ? [bdi(entry.label), ' · '] : null, inDispute ? tag('contested', 'contested') : tag('reported differently', 'quiet')),
    el('ul', { class: 'answers' }, questionAnswers(question).map(([one, words]) => answerCard(one, words, id))),
    act ? aboutAct(act.unmet, act.unanswered) : null,
    all ? entry.notes.map((note) => el('p', { class: 'small' }, bdi(note))) : null,
    statements.length ? el('details', {}, el('summary', { class: 'small' }, `What else is told of it (${statements.length})`), el('ul', { class: 'statements' }, statements.map(statementPart))) : null);
};

/** An act as a sentence with its grade and those who tell it. */
const actItem = (one, statements, number) => el('li', { class: 'act' },
  el('h4', {}, number ? el('span', { class: 'number' }, String(number)) : null, el('button', { type: 'button', class: 'inline plain', onclick: () => select(one.id) }, bdi(one.title)), ' ', actTag(one)),
  el('p', { class: 'small' }, [whenWords(one), one.title === labelOf(one.id) ? null : bdi(labelOf(one.id)),
    one.groups ? count(one.groups, 'independent group') : null, one.first?.own ? one.first.own : null].filter(Boolean).flatMap((part, i) => (i ? [' · ', part] : [part]))),
  one.first ? el('p', {}, speakersOf(one.first.subject, one.first.asserted)) : null,
  one.shown.filter(({ weighed }) => weighed !== one.first && weighed.asserted.length).map(({ weighed }) => el('p', { class: 'closer' }, bdi(sentenceOf(weighed.subject)), ' ', tag(weighed.grade, weighed.grade), ' ', speakersOf(weighed.subject, weighed.asserted))),
  one.first?.words['in part']?.length ? el('p', { class: 'small' }, 'Told in part by ', speakersOf(one.first.subject, one.first.words['in part'])) : null,
  one.first?.words['no answer']?.length ? el('p', { class: 'small' }, 'No answer: ', speakersOf(one.first.subject, one.first.words['no answer'])) : null,
  aboutAct(one.unmet, one.unanswered || []),
  statements.length ? el('details', {}, el('summary', { class: 'small' }, `What else is told of it (${statements.length})`), el('ul', { class: 'statements' }, statements.map(statementPart))) : null);

/** A statement with its grade and who says what of it. */
const statementPart = (one) => {
  const { subject, words, asserted, rivals } = one;
  const open = subject.prop === `${ST}leftOpen`;
  const row = (label, given) => (given?.length ? [' · ', label, speakersOf(subject, given)] : null);
  if (open) return el('li', {}, bdi(statedOf(subject)), el('span', { class: 'small' }, ' by ', speakersOf(subject, words['leaves open'])));
  return el('li', {}, bdi(statedOf(subject)), ' ', tag(one.grade, one.grade.replace(' ', '-')),
    el('span', { class: 'small' }, one.groups.size ? ` ${count(one.groups.size, 'group')}: ` : null, speakersOf(subject, asserted), row('denied by ', words.denies),
      row('left open by ', words['leaves open']), row('no answer from ', words['no answer']),
      rivals.length ? [' · cannot be true with: ', joined(rivals.map((rival) => bdi(statedOf(rival))), '; ')] : null));
};

/** Statements under what they are about. */
const statementsByAbout = (statements) => {
  const found = new Map();
  statements.forEach((one) => put(found, one.subject.about, one));
  return [...found].map(([about, mine]) => el('li', { class: 'act' }, el('h4', {}, button(about, bdi(labelOf(about)))), el('ul', { class: 'statements' }, mine.map(statementPart))));
};

const dossierPart = (words, about, items, kind = 'ul', class_ = 'dossier') => (items.length ? [el('h3', {}, `${words} (${items.length})`), about ? el('p', { class: 'small' }, about) : null, el(kind, { class: class_ }, items)] : []);

/** The acts of a dossier with what the page shows of each, in the order told. */
const actsOfDossier = (found, told) => {
  const counts = voices(now.view);
  const acts = found.acts.map((one) => Object.assign(toldAct(one.act, one.versions, now.view, counts, known.dossiers), { unanswered: one.unanswered, opinions: one.opinions, most: one.groups }));
  return hearsAll(now.view) && told ? acts.sort(by((one) => one.order.i)) : acts;
};

const dossierParts = (found, told) => {
  const all = hearsAll(now.view) && !narrowsEvents({ ...now.view, incident: [] });
  const acts = actsOfDossier(found, told);
  const byEvent = new Map(acts.map((one) => [one.id, one]));
  const questions = questionsIn(found, told).map((one) => (one.act ? { ...one, act: byEvent.get(one.id) } : one));
  const asked = new Set(questions.flatMap((one) => (one.those ? one.those.map((each) => each.subject) : [])));
  const of = (event) => found.statements.filter((one) => one.subject.about === event && one.subject.prop !== `${ST}onlooker` && !asked.has(one.subject));
  const events = new Set(acts.map((one) => one.id));
  const rest = acts.filter((one) => !one.inDispute && !one.different.length);
  const heard = rest.filter((one) => one.versions.length);
  const [alike, alone] = [heard.filter((one) => one.most > 1), heard.filter((one) => one.most < 2)];
  const card = (question) => questionCard(question, all, question.act ? of(question.id) : []);
  const numbers = new Map(Object.values(told?.parts || {}).flat().filter((entry) => events.has(entry.about)).map((entry) => [entry.about, entry.number]));
  const item = (one) => actItem(one, of(one.id), all ? numbers.get(one.id) : null);
  const ofActors = found.statements.filter((one) => !events.has(one.subject.about) && !asked.has(one.subject));
  const opinions = acts.flatMap((one) => one.opinions);
  return [
    dossierPart('In dispute', 'Somebody denies an answer, or two answers cannot both be true.', questions.filter((one) => one.inDispute).map(card), 'ol', 'questions'),
    dossierPart('Reported differently, denied by nobody', '', questions.filter((one) => !one.inDispute).map(card), 'ol', 'questions'),
    dossierPart('Reported by two or more independent groups', 'In the order told.', alike.map(item), 'ol'),
    dossierPart('Reported by one group alone', 'In the order told.', alone.map(item), 'ol'),
    dossierPart('Denied, though nobody here says so', '', rest.filter((one) => !one.versions.length && one.unmet.length).map(item)),
    dossierPart('Not told as an act, but asked about', '', rest.filter((one) => !one.versions.length && !one.unmet.length && one.unanswered.length).map(item)),
    dossierPart('Said of those who took part', '', statementsByAbout(ofActors)),
    dossierPart('Opinions', 'Counted for nothing above.', opinions.map((telling) => el('li', {}, bdi(labelOf(telling.said_by)), ' of ', button(telling.event, bdi(labelOf(telling.event))), ': ', bdi(saysWords(telling)), quoted(telling)))),
    dossierPart('Corrections', 'A correction stands in place of what it corrects, from its day on.', found.corrections.map(correctionPart)),
    matrixPart(found, acts),
  ];
};

const showDossier = (box) => {
  const incidents = choicesOf('incident').filter(([iri]) => !now.view.incident.length || now.view.incident.includes(iri));
  const counts = new Map();
  now.says.forEach((row) => counts.set(row.incident, (counts.get(row.incident) || 0) + 1));
  const most = [...incidents].sort(by(([iri]) => -(counts.get(iri) || 0), ([, text]) => text))[0];
  const incident = incidents.some(([iri]) => iri === now.incident) ? now.incident : most?.[0];
  if (!incident) { box.replaceChildren(nothing()); return; }
  const [found, told] = [dossierOf(incident, now.view), known.dossiers.get(incident)];
  const choice = el('select', { id: 'dossier-incident' }, incidents.map(([iri, text]) => el('option', { value: iri, selected: iri === incident }, text)));
  choice.addEventListener('change', () => { now.incident = choice.value; writeState(true); showDossier(box); find('dossier-incident').focus(); });
  box.replaceChildren(
    el('h2', {}, 'Who says what: one incident as each source tells it'), incidents.length > 1 ? field('Incident', choice) : el('p', { class: 'small' }, bdi(labelOf(incident))),
    ...(found.acts.length + found.statements.length ? dossierParts(found, told).flat().filter(Boolean) : [nothing()]));
};
