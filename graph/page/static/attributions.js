// ------------------------------------------------------------------------- what one attribution says, in the view

/** Each attribution's telling, by its id. */
const tellingBySaid = () => { now.tellingBySaid ??= new Map(known.tellings.map((telling) => [telling.said, telling])); return now.tellingBySaid; };

/** The attributions of a node: those about it or naming it; for a side or an end without a name, those of its lines. */
const nodeSaid = (node, lines) => [...new Set([
  ...now.says.filter((row) => row.about === node.id || row.value === node.id).map((row) => row.said),
  ...(node.kind === 'unnamed' || node.kind === 'side' ? lines.flatMap((edge) => edge.evidence) : []),
])];

const STANCE_NAMES = { [ASSERTS]: 'asserts', [DENIES]: 'denies', [LEAVES_OPEN]: 'leaves open', [NO_ANSWER]: 'no answer', [WITHDRAWS]: 'withdraws' };
/** A number's property, by its bound: testimony has each number as one value. */
const numberOf = (prop) => prop.replace(/(?:Low|High)$/, 'Best');

/** A function from an attribution to what it says; made when first asked for. */
const attributionsOf = (says) => {
  const [ofSaid, memo] = [new Map(), new Map()];
  says.forEach((row) => put(ofSaid, row.said, row));
  const make = (said) => {
    const rows = [...ofSaid.get(said)].sort(by((row) => propRank_(row.property), (row) => String(row.value)));
    const row = rows[0];
    return {
      about: labelOf(row.about), statements: rows.map((one) => inWords(one.property, one.value)), words: rows.map((one) => saidOf(one.property, one.value)), stance: STANCE_NAMES[row.stance],
      said_by: labelOf(row.said_by), 
      relayed_by: (known.relayed.get(said) || []).map(labelOf).sort(), report: known.documents.get(row.document)
        || { title: labelOf(row.document) },
      said_on: row.said_on, paragraph: row.paragraph, quote: row.quote, lang: row.language, gloss: row.gloss,
      hedged: Boolean(row.hedged), opinion: Boolean(row.opinion), bases: (known.bases.get(said) || []).map(labelOf).sort(),
      claim: row.claim,
    };
  };
  return (said) => {
    if (!ofSaid.has(said)) return null;
    if (!memo.has(said)) memo.set(said, make(said));
    return memo.get(said);
  };
};

