// ----------------------------------------------------------------------------------------------------------- matrix
// Every telling beside every source. Names stay in sight while it is scrolled; each mark opens the words behind it.

const MARKS = [
  ['✓', 'asserts', ['asserts', 'narrower']], ['✗', 'denies', ['denies', 'denies in part']], ['~', 'tells a part', ['in part']],
  ['○', 'leaves open', ['leaves open']], ['–', 'gives no answer', ['no answer']],
];

/** What a source has to say of one version or statement: its sign, words and tellings; null where it is silent. */
const markOf = ({ words }, source) => {
  for (const [sign, name, relations] of /** @type {[string, string, string[]][]} */ (MARKS)) {
    const tellings = relations.flatMap((relation) => (words[relation] || []).map((word) => word.telling)).filter((telling) => telling.said_by === source);
    if (tellings.length) return { sign, name, tellings };
  }
  return null;
};

/** The words behind a mark, in a dialog. */
const showWords = (source, words, found) => {
  find('copied-words').textContent = words;
  find('copied-text').replaceChildren(el('p', {}, `${labelOf(source)} ${found.name} this.`), cards(found.tellings));
  find('copied-status').textContent = '';
  find('copied').showModal();
};

const matrixRow = (one, found, words) => el('tr', {}, el('th', { scope: 'row' }, bdi(words), ' ', tag(one.grade, one.grade.replace(' ', '-'))),
  found.sources.map((source) => {
    const mark_ = markOf(one, source);
    return el('td', { 'data-label': labelOf(source), class: mark_ ? '' : 'silent' }, mark_
      ? el('button', { type: 'button', class: 'cell', 'aria-label': `${labelOf(source)} ${mark_.name}: ${words}`, onclick: () => showWords(source, words, mark_) }, mark_.sign) : el('span', { 'aria-label': 'silent' }, '·'));
  }));

const matrixTable = (found, acts) => {
  const head = [el('th', { scope: 'col' }, 'What is told'), ...found.sources.map((source) => el('th', { scope: 'col', class: 'source' }, el('span', {}, bdi(labelOf(source)))))];
  const body = el('tbody', {});
  const rows = acts.flatMap((one) => one.versions.map((version) => [version, sentenceOf(version.subject)]))
    .concat(found.statements.filter((one) => Object.keys(one.words).length).map((one) => [one, `${labelOf(one.subject.about)}: ${statedOf(one.subject)}`]));
  return el('div', { class: 'scroll matrix', tabindex: '0', role: 'region', 'aria-label': 'Every telling beside every source' },
    el('table', {}, el('thead', {}, el('tr', {}, head)), inParts(body, rows, ([one, words]) => matrixRow(one, found, words), 0, 60)));
};

const matrixPart = (found, acts) => {
  const box = el('details', { class: 'matrix-box' }, el('summary', {}, `Every telling beside every source (${found.sources.length} sources)`),
    el('p', { class: 'small' }, `${MARKS.map(([sign, name]) => `${sign} ${name}`).join('   ')}   · silent on it. Choose a mark for the words behind it.`));
  box.addEventListener('toggle', () => { if (box.open && !box.querySelector('table')) box.append(matrixTable(found, acts)); });
  return [box];
};
