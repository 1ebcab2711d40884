// ---------------------------------------------------------------------------------------------------------- data in

const ST = 'https://w3id.org/standoff/ontology#';

/** The page's data: everything drawn and shown is computed from this. */
const readData = () => {
  const [nodes, rest] = ['nodes', 'rest'].map((id) => JSON.parse(document.getElementById(id).textContent));
  return { ...rest, nodes };
};

/** The last part of an IRI. */
const localName = (iri) => iri.split(/[/#]/).pop();

const TELLING = ['said', 'claim', 'about', 'event', 'incident', 'event_type', 'place', 'earliest', 'latest', 'stance',
  'said_by', 'group', 'document', 'coder', 'published', 'said_on', 'hedged', 'opinion', 'paragraph', 'quote', 'language', 'gloss',
  'replaced_on', 'counts_with', 'because', 'misquoted_by'];
/** One value that a telling gives; the telling's columns are read through it. */
class Row {
  constructor(telling, property, value) {
    this.telling = telling;
    this.property = property;
    this.value = value;
  }
}
for (const name of TELLING) {
  Object.defineProperty(Row.prototype, name, { get() { return this.telling[name]; } });
}
/** How a word stands to its version or statement, in the order in which the words are written. */
const RELATIONS = ['asserts', 'narrower', 'in part', 'denies', 'denies in part', 'leaves open', 'no answer'];

/** The table of `standoff.page.embedded`, with every number replaced by its term. */
const decode = (table) => {
  const terms = table.terms.flatMap(([start, rests]) => (start ? rests.map((rest) => start + rest) : rests));
  const term = (i) => (i < 0 ? null : terms[i]);
  const at = (column, i) => (Array.isArray(column) ? column[i] : column);
  const each = (part, make) => Array.from({ length: part.count }, (_, i) => make(i));
  const map = (pairs, value = term) => new Map(pairs.map(([key, of]) => [term(key), value(of)]));
  const set = (of) => new Set(of.map(term));
  const few = (of) => (Array.isArray(of) ? of : [of]).filter((i) => i >= 0).map(term);
  const lifts = (rows) => new Map(rows.map(([who, by_, lifted]) => [by_ < 0 ? term(who) : `${term(who)}\n${term(by_)}`, term(lifted)]));
  const many = (pairs) => {
    const found = new Map();
    pairs.forEach(([key, value]) => found.set(term(key), [...(found.get(term(key)) || []), term(value)]));
    return found;
  };
  const named = (found) => new Map(Object.entries(found).map(([i, value]) => [terms[i], value]));
  const { background } = table;
  const columns = TELLING.map((name) => [name, table.tellings[name]]);
  const tellings = each(table.tellings, (i) => {
    const telling = {};
    for (const [name, column] of columns) telling[name] = term(at(column, i));
    return telling;
  });
  const subjects = (part, make) => {
    const found = each(part, make);
    found.forEach((subject, i) => {
      const given = part.words[i];
      // Most are told by one attribution alone.
      if (!Array.isArray(given)) { subject.words = [{ relation: RELATIONS[0], telling: tellings[given] }]; return; }
      const lists = given;
      subject.words = RELATIONS.flatMap((relation, n) => (lists[n] || []).map((t) => ({ relation, telling: tellings[t] })));
      subject.words.push(...(lists[RELATIONS.length] || []).map(([other, t]) => ({ relation: 'rival', telling: tellings[t], other: found[other] })));
    });
    return found;
  };
  const versions = subjects(table.versions, (i) => ({
    doers: few(at(table.versions.doers, i)), targets: few(at(table.versions.targets, i)), parties: few(at(table.versions.parties, i)),
    told: term(at(table.versions.kind, i)), kind: term(at(table.versions.kind, i)) ?? term(at(table.versions.coder_kind, i)),
    tried: Boolean(at(table.versions.tried, i)), sentence: term(at(table.versions.sentence, i)),
    disowned: new Map((table.versions.disowned[i] || []).map(([t, doers]) => [tellings[t], set(doers)])),
  }));
  let first = 0;
  const acts = each(table.acts, (i) => {
    const mine = versions.slice(first, first += at(table.acts.versions, i));
    const [unmet, unanswered, opinions, different] = table.acts.more[i] || [[], [], [], []];
    const act = {
      event: term(at(table.acts.event, i)), versions: mine, pairs: table.acts.pairs[i] || '',
      unmet: unmet.map((t) => tellings[t]), unanswered: unanswered.map((t) => tellings[t]), opinions: opinions.map((t) => tellings[t]),
      different: different.map(([a, b, part]) => [versions[a], versions[b], part]),
    };
    mine.forEach((version, position) => Object.assign(version, { act, position }));
    return act;
  });
  const statements = subjects(table.statements, (i) => ({
    about: term(at(table.statements.about, i)), prop: term(at(table.statements.property, i)), value: term(at(table.statements.value, i)),
    of: term(at(table.statements.of, i)),
  }));
  const subject = (i) => (i < 0 ? statements[-1 - i] : versions[i]);
  // A denial is printed with its limits: "not at the market".
  table.limits.forEach(([i, t, words]) => subject(i).words.filter((word) => word.telling === tellings[t] && word.relation.startsWith('denies'))
    .forEach((word) => { word.limits = term(words); }));
  const entry = ({ about, rows, shared, ...rest }) => ({ label: '', asked: '', notes: [], ...rest, about: term(about ?? -1), shared: shared === undefined ? null : subject(shared),
    rows: (rows || []).map(([words, i]) => ({ words, subject: subject(i) })) });
  const dossier = ({ incident, sources, reports, order, agreed, parts }) => [term(incident), { sources, reports,
    order: new Map(order.map(([event, moment, isOrdered], i) => [term(event), { i, moment, isOrdered: Boolean(isOrdered) }])),
    agreed: agreed.map(([, i, words, apart]) => ({ version: subject(i), words, apart: apart.map(subject) })),
    parts: Object.fromEntries(Object.entries(parts).map(([name, entries]) => [name, entries.map(entry)])) }];
  return {
    tellings, acts, says: each(table.says, (i) => new Row(tellings[table.says.telling[i]], term(at(table.says.property, i)), term(at(table.says.value, i)))),
    statements, dossiers: new Map(table.dossiers.map(dossier)), main: term(table.main), vague: set(table.vague),
    corrections: table.corrections.map((pair) => pair.map((t) => tellings[t])),
    within: map(background.within, set), wholes: map(background.wholes, set), broader: map(background.broader, set), confrontations: set(background.confrontations),
    speaksFor: map(background.speaks_for, set), group: map(background.group), ownGroups: map(background.own_groups, set),
    dependent: new Set(background.dependent.map(term)),
    organisation: lifts(background.organisation), side: lifts(background.side),
    ties: background.ties.map((row) => row.map(term)),
    documents: new Map(table.documents.map(([iri, title, url, published, publisher]) => [term(iri), { title, url, published, publisher }])),
    relayed: many(table.relayed), bases: many(table.bases),
    places: table.places.map(([place, lon, lat, km]) => ({ place: term(place), lon, lat, km })),
    properties: new Map(table.properties.map(([iri, label, phrase], rank) => [term(iri), { label, phrase, rank }])),
    headings: Object.fromEntries(Object.entries(table.headings).map(([kind, of]) => [kind, of.map(term)])),
    labels: named(table.labels), times: named(table.times), aliases: named(table.aliases), hash: table.hash,
  };
};

const data = readData();
/** The decoded table. */
const known = decode(data.table);
delete data.table;

/** The label of an IRI, or its last part; "not named" for an end that nobody names. */
const labelOf = (iri) => (iri === null ? 'not named' : known.labels.get(iri) ?? localName(String(iri)));

const sideOfId = (sides, iri) => sides.find((side) => side.id === iri) || null;

/** The palette's number of a side, or null for none. */
const sideNumber = (sides, iri) => sideOfId(sides, iri)?.colour ?? null;

/** The side in words. */
const sideLabel = (sides, iri) => (sideOfId(sides, iri) || { label: 'no side stated' }).label;
