// -------------------------------------------------------------------------------------------------------- evidence
// What is told and how well it stands in three lines; then the words, a card for each source, under how it stands to it.

const report = (said) => {
  const address = safeAddress(said.report.url);
  const title = bdi(said.report.title);
  return [address ? el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, title) : title,
    ...[said.report.publisher && bdi(said.report.publisher), day(said.report.published),
      said.paragraph === null ? null : `paragraph ${said.paragraph}`]
      .filter(Boolean).flatMap((item) => [', ', item])];
};

const button = (id, ...words) => el('button', { type: 'button', class: 'inline', onclick: () => select(id) }, words);

/** A grade with what it was counted from: "fair, 3 independent groups, of its own side". */
const gradeWords = (one) => [tag(one.grade, one.grade.replace(' ', '-')), ' ',
  one.groups.size ? count(one.groups.size, 'independent group') : 'nobody in this view asserts it', one.own ? [', ', el('b', {}, one.own)] : null];

/** The version that a telling asserts of an act; none for a denial. */
const ownVersion = (act, telling) => act.versions.find((version) => version.words.some((word) => word.relation === 'asserts' && word.telling === telling));

/** What a source itself tells where it differs from a version: other ends, a closer or a broader kind. */
const inOwnWords = (version, telling) => {
  const own = ownVersion(version.act, telling);
  if (!own || own === version) return null;
  const those = ({ doers, targets, parties }) => [doers, targets, parties].map((ends) => ends.join(' '));
  const [[doers, targets, parties], mine] = [those(version), those(own)];
  let ends = endsWords(own);
  if (doers === mine[0] && targets === mine[1] && parties === mine[2]) ends = null;
  else if (doers && doers === mine[0]) ends = mine[1] ? `→ ${own.targets.map(labelOf).join(' and ')}` : 'upon whom not named';
  else if (targets && targets === mine[1]) ends = mine[0] ? `${own.doers.map(labelOf).join(' and ')} →` : 'by whom not named';
  return [ends, kindWords(own) === kindWords(version) ? null : kindWords(own)].filter(Boolean).join(': ');
};

/** What stands in brackets after a source: that it says so with reserve alone, and its own words. */
const asideOf = (tellings, own) => {
  const aside = [tellings.every((telling) => telling.hedged) ? 'hedged' : '', own].filter(Boolean).join(', ');
  return aside ? [' (', bdi(aside), ')'] : null;
};

/** To what these denials are limited, in words; none is if any of them is of the whole. */
const limitsOf = (words) => (words.every((word) => word.limits) ? [...new Set(words.map((word) => word.limits))] : []);

/** Words by their source, in the order of its label. */
const wordsBySource = (words) => {
  const found = new Map();
  words.forEach((word) => put(found, word.telling.said_by, word));
  return [...found].sort(by(([source]) => labelOf(source)));
};

/** The sources of these words, each once, and in brackets: hedged, if all it says is, its own words where they differ, and the limits of a denial. */
const speakersOf = (subject, words = []) => joined(wordsBySource(words).map(([source, those]) => {
  const tellings = tellingsOf(those);
  const own = subject.act ? [...new Set(tellings.map((telling) => inOwnWords(subject, telling)).filter(Boolean))] : [];
  return [bdi(labelOf(source)), asideOf(tellings, [...own, ...limitsOf(those)].join('; '))];
}), '; ').flat(Infinity);

/** Of these versions those to name: with ends if any has, and of what is told more and less closely the broader. */
const broadest = (versions) => {
  // Statements have no ends, and none of those that exclude each other is within another.
  if (!versions.every((one) => one.act)) return versions;
  const some = versions.filter(({ doers, targets, parties }) => doers.length + targets.length + parties.length);
  const all = some.length ? some : versions;
  return all.filter((one) => !all.some((other) => other !== one && pair(one, other).narrower && !pair(other, one).narrower));
};

/** The first and the last possible day of what is told here. */
const daysOf = (rows) => [extreme(rows.map((row) => row.earliest), -1), extreme(rows.map((row) => row.latest), 1)];

/** The words of one attribution, with where they can be read. */
const saidPart = (said) => [
  said.quote ? el('blockquote', { dir: 'auto', lang: said.lang }, said.quote) : el('p', { class: 'unquoted' }, bdi(said.words.join('; '))),
  said.gloss ? el('p', { class: 'gloss', dir: 'auto' }, `In English: ${said.gloss}`) : null,
  el('p', { class: 'small' }, joined([
    ['In ', report(said)], said.said_on ? `said on ${day(said.said_on)}` : null,
    said.relayed_by?.length ? ['relayed by ', joined(said.relayed_by.map(bdi)), said.relayed_by.length > 1 ? ' in some order' : ''] : null,
    said.bases?.length ? ['basis: ', joined(said.bases.map(bdi))] : null,
    el('button', { type: 'button', class: 'inline', onclick: () => copyOut('Citation', citation(said)) }, 'Cite'),
  ].filter(Boolean), ' · ').flat(Infinity))];

/** How an attribution is marked on a card. */
const stanceOf = (said) => STANCES[said.stance] || { words: said.stance, name: '' };

/** A card for one source: its name, with whom it counts, what it says of its own, and its words. */
const sourceCard = ([source, ids, note]) => {
  const those = ids.map(scene.attribution).filter(Boolean).sort(by((said) => !said.quote));
  if (!those.length) return null;
  const counted = countsWith(source);
  return el('article', { class: `said ${stanceOf(those[0]).name}` },
    el('p', { class: 'speaker' }, groupMark(source), ' ', el('strong', {}, bdi(labelOf(source))), note ? el('span', { class: 'small' }, ' ', bdi(note)) : null,
      those.every((said) => said.hedged) ? [' ', tag('hedged', 'quiet')] : null, those.some((said) => said.opinion) ? [' ', tag('an opinion', 'quiet')] : null),
    counted.length ? el('p', { class: 'small' }, 'counts with ', joined(counted.map((group) => bdi(labelOf(group))))) : null,
    those.map(saidPart));
};

/** Attributions as [source, ids], those with a quote first. */
const bySource = (tellings) => {
  const found = new Map();
  new Set(tellings).forEach((telling) => put(found, telling.said_by, telling));
  return [...found].sort(by(([, those]) => !those.some((telling) => telling.quote), ([source]) => labelOf(source)));
};
/** How many cards are shown at first under one heading. */
const CARDS = 6;
/** @param {(those: any[]) => any} note */
const cards = (tellings, note = () => null) => inParts(el('ul', { class: 'cards' }),
  bySource(tellings).map(([source, those]) => sourceCard([source, those.map((telling) => telling.said), note(those)])).filter(Boolean), (card) => el('li', {}, card), 0, CARDS);

/** Sources under a heading; nothing where there are none. */
const standPart = (words, tellings, note) => (tellings.length
  ? el('section', { class: 'stand' }, el('p', { class: 'stand-words' }, `${words} (${new Set(tellings.map((telling) => telling.said_by)).size})`), cards(tellings, note)) : null);

const tellingsOf = (words = []) => words.map((word) => word.telling);

/** Who says so and who does not. What stands against each other has two columns. */
const stands = (one) => {
  const { subject, words, rivals, asserted } = one;
  const own = (those) => (subject.act ? [...new Set(those.map((telling) => inOwnWords(subject, telling)).filter(Boolean))].join('; ') : '') || null;
  const otherwise = broadest(rivals).flatMap((rival) => {
    const theirs = (words.rival || []).filter((word) => word.other === rival);
    return standPart('Say otherwise', tellingsOf(theirs), () => `${rival.act ? sentenceOf(rival) : statedOf(rival)}`) || [];
  });
  const limits = (denials = []) => (those) => limitsOf(denials.filter((word) => those.includes(word.telling))).join('; ') || null;
  const against = [standPart('Deny', tellingsOf(words.denies), limits(words.denies)),
    standPart('Reject this account, and tell a part of it', tellingsOf(words['denies in part']), limits(words['denies in part'])), ...otherwise].filter(Boolean);
  const so = standPart('Say so', tellingsOf(asserted), own);
  return [
    against.length && so ? el('div', { class: 'columns' }, el('div', {}, so), el('div', {}, against)) : [so, ...against],
    standPart('Tell a part of it', tellingsOf(words['in part']), own),
    standPart('Leave open', tellingsOf(words['leaves open'])), standPart('No answer', tellingsOf(words['no answer']))];
};

/** Why it has its grade, where its number of groups does not say it already. */
const reasonOf = ({ grade, words, rivals, own }) => {
  if (grade === 'contested') {
    const deny = wordsBySource(words.denies || []).map(([source, those]) => {
      const aside = [those.every((word) => word.telling.hedged) ? 'hedged' : '', ...limitsOf(those)].filter(Boolean).join(', ');
      return `${labelOf(source)}${aside ? ` (${aside})` : ''}`;
    });
    const others = broadest(rivals).map((rival) => `${[...new Set(words.rival.filter((word) => word.other === rival).map((word) => labelOf(word.telling.said_by)))].sort().join(', ')}: ${rival.act ? sentenceOf(rival) : statedOf(rival)}`);
    return ['Against it: ', bdi([...(deny.length ? [`denied by ${deny.join('; ')}`] : []), ...others].join('; '))];
  }
  if (grade === 'confirmed') return 'Whoever acted, or their own side, says so too.';
  return grade === 'weak' && !own ? 'One independent group alone says so.' : null;
};

/** One version of an act, or one statement: what is told, how well it stands, and who says what of it in which words. */
const versionPart = (one, { heading = 'h4', note = null, also = [] } = {}) => {
  const { subject } = one;
  const [words, reason] = [subject.act ? sentenceOf(subject) : statedOf(subject), reasonOf(one)];
  return el('section', { class: `version ${one.grade}` },
    el(heading, {}, bdi(words)),
    el('p', {}, gradeWords(one), el('span', { class: 'small' }, subject.act && subject.sentence ? [' · ', bdi(kindWords(subject))] : null, note ? [' · ', note] : null)),
    reason ? el('p', { class: 'small' }, reason) : null,
    stands(one),
    also.length ? el('p', { class: 'small' }, 'Also told as: ', joined(also.map((other) => [bdi(kindWords(other.subject)), ' (', speakersOf(other.subject, other.words.asserts), ')']), '; ').flat(Infinity)) : null);
};
