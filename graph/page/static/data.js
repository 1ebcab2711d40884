// ---------------------------------------------------------------------------------------------------------- data in

const ST = 'https://w3id.org/standoff/ontology#';
const ID = 'https://w3id.org/standoff/id/';

/** The page's data: everything drawn and shown is computed from this. */
const readData = () => {
  const [nodes, rest] = ['nodes', 'rest'].map((id) => JSON.parse(document.getElementById(id).textContent));
  return { ...rest, nodes };
};

/** The last part of an IRI. */
const localName = (iri) => iri.split(/[/#]/).pop();

/** A telling with one value or one pair of actors; the telling's columns are read through it. */
class Row {
  constructor(telling, own) {
    this.telling = telling;
    Object.assign(this, own);
  }
}
const TELLING = ['said', 'claim', 'about', 'event', 'incident', 'event_type', 'place', 'earliest', 'latest', 'stance',
  'said_by', 'group', 'document', 'coder', 'published', 'said_on', 'hedged', 'opinion', 'paragraph', 'quote', 'language', 'gloss'];
for (const name of TELLING) {
  Object.defineProperty(Row.prototype, name, { get() { return this.telling[name]; } });
}

/** The table of `standoff.page.embedded`, with every number replaced by its term. */
const decode = (table) => {
  const terms = table.terms.flatMap(([start, rests]) => (start ? rests.map((rest) => start + rest) : rests));
  const term = (i) => (i < 0 ? null : terms[i]);
  const at = (column, i) => (Array.isArray(column) ? column[i] : column);
  const each = (part, make) => Array.from({ length: part.count }, (_, i) => make(i));
  const map = (pairs, value = term) => new Map(pairs.map(([key, of]) => [term(key), value(of)]));
  const set = (of) => new Set(of.map(term));
  const lifts = (rows, value = term) => {
    const found = new Map();
    rows.forEach(([who, by, lifted]) => found.set(by < 0 ? term(who) : `${term(who)}\n${term(by)}`, value(lifted)));
    return found;
  };
  const many = (pairs) => {
    const found = new Map();
    pairs.forEach(([key, value]) => found.set(term(key), [...(found.get(term(key)) || []), term(value)]));
    return found;
  };
  const tellings = each(table.tellings, (i) => Object.fromEntries(TELLING.map((name) => [name, term(at(table.tellings[name], i))])));
  const named = (found) => new Map(Object.entries(found).map(([i, value]) => [terms[i], value]));
  const { background } = table;
  return {
    tellings,
    statements: each(table.statements, (i) => new Row(tellings[table.statements.telling[i]],
      { property: term(at(table.statements.property, i)), value: term(at(table.statements.value, i)) })),
    rows: each(table.rows, (i) => new Row(tellings[table.rows.telling[i]], {
      who: term(at(table.rows.who, i)), whom: term(at(table.rows.whom, i)),
      directed: Boolean(at(table.rows.directed, i)), attempted: Boolean(at(table.rows.attempted, i)),
    })),
    within: map(background.within, set), broader: map(background.broader, set),
    excludes: new Set(background.excludes.flatMap(([a, b]) => [`${term(a)}\n${term(b)}`, `${term(b)}\n${term(a)}`])),
    speaksFor: map(background.speaks_for, set), group: map(background.group),
    organisation: lifts(background.organisation), side: lifts(background.side), belongs: lifts(background.belongs, set),
    ties: background.ties.map((row) => row.map(term)),
    judging: table.judging.map(([document_, saidBy, group, day_]) => ({ document: term(document_), said_by: term(saidBy), group: term(group), said_on: term(day_) })),
    documents: new Map(table.documents.map(([iri, title, url, published, publisher]) => [term(iri), { title, url, published, publisher }])),
    relayed: many(table.relayed), bases: many(table.bases),
    places: table.places.map(([place, lon, lat, km]) => ({ place: term(place), lon, lat, km })),
    properties: new Map(table.properties.map(([iri, label, phrase, single, acts], rank) => [term(iri), { label, phrase, single, acts, rank }])),
    days: new Map(table.days.map(([text, first, last]) => [term(text), [first, last]])),
    headings: Object.fromEntries(Object.entries(table.headings).map(([kind, of]) => [kind, of.map(term)])),
    labels: named(table.labels), aliases: named(table.aliases), hash: table.hash,
  };
};

const data = readData();
/** The decoded table. */
const known = decode(data.table);
delete data.table;

/** The label of an IRI, or its last part; "unnamed" for an end that nobody names. */
const labelOf = (iri) => (iri === null ? 'unnamed' : known.labels.get(iri) ?? localName(String(iri)));

/** The palette's number of a side, or null for none. */
const sideNumber = (sides, iri) => {
  const at = sides.findIndex((side) => side.id === iri);
  return at < 0 ? null : at % SIDE_COLOURS;
};

/** The side in words. */
const sideLabel = (sides, iri) => (sides.find((side) => side.id === iri) || { label: 'no side stated' }).label;

