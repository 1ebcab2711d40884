// ------------------------------------------------------------------------------------------- what is said, in running words

const names = (tellings) => joined([...new Set(tellings.map((telling) => telling.said_by))].sort(by(labelOf)).map((source) => bdi(labelOf(source))));
/** The values that a telling itself gives. */
const saysRows = (telling) => {
  if (!now.saysOf) {
    now.saysOf = new Map();
    known.says.forEach((row) => put(now.saysOf, row.telling, row));
  }
  return now.saysOf.get(telling) || [];
};
/** The same in words: "by US Armed Forces; harmed: Man killed". */
const saysWords = (telling, chosen = () => true) => saysRows(telling).filter(chosen).map((row) => saidOf(row.property, row.value)).join('; ');

/** A denial that meets no version: whoever denies that it was itself names whom no source here accuses. */
const unmetWords = (telling) => {
  const rows = saysRows(telling);
  const itself = rows.length > 0 && rows.every((row) => row.property === `${ST}actor` && row.value === telling.said_by);
  return ['Denied by ', bdi(labelOf(telling.said_by)), ...(itself ? [', whom no source here accuses']
    : [', though no source here says so: “', bdi(saysWords(telling)), '”'])];
};
/** A correction: what is said now, and what was said before of the same; a withdrawal takes back the whole. */
const correctionPart = ([later, earlier]) => {
  const given = new Set(saysRows(later).map((row) => numberOf(row.property)));
  const whole = later.stance === WITHDRAWS || Boolean(earlier.misquoted_by);
  const never = earlier.misquoted_by ? ['; never said by ', bdi(labelOf(earlier.said_by))] : null;
  const does = later.stance === WITHDRAWS ? (never ? ' corrects' : ' withdraws') : [' corrects: ', bdi(saysWords(later))];
  return el('li', {}, bdi(labelOf(later.said_by)), does, quoted(later), never,
    whole ? ': ' : '; before: ', bdi(saysWords(earlier, (row) => whole || given.has(numberOf(row.property)))), quoted(earlier),
    later.because ? [', because ', el('q', {}, later.because)] : null, later.said_on || later.published ? ` (since ${day(later.said_on || later.published)})` : null);
};
const quoted = (telling) => (telling.quote ? [' (', el('q', { dir: 'auto', lang: telling.language }, telling.quote), ')'] : null);

const ENDS = { who: ['doers', 'who did it'], whom: ['targets', 'to whom'], party: ['parties', 'who took part'] };
/** What an act's sources name differently: "who did it: A / B". */
const differentWords = (different) => Object.entries(ENDS).flatMap(([part, [ends, words]]) => {
  const named = different.filter(([,, one]) => one === part)
    .flatMap(([a, b]) => [[a, b], [b, a]].map(([one, other]) => one[ends].filter((end) => part !== 'party' || !other[ends].includes(end)).map(labelOf).join(' and ')));
  return named.length ? [`${words}: ${[...new Set(named)].sort().join(' / ')}`] : [];
});


