// ---------------------------------------------------------------------------------------------------------- sources

/** The ties of a source as someone asserts them: "run by: Hezbollah (says the coder)". */
const tiesOf = (source) => {
  const found = new Map();
  known.ties.filter(([about, prop]) => about === source).forEach(([, prop, value, saidBy]) => put(found, saidOf(prop, value), saidBy));
  return [...found].map(([words, saidBy]) => el('li', {}, bdi(words), el('span', { class: 'small' }, ' (says ', joined([...new Set(saidBy)].map((one) => bdi(labelOf(one)))), ')')));
};

const sourceRow = (source) => {
  const mine = scene.dyads.filter((dyad) => dyad.rows.some((row) => row.said_by === source));
  const alone = mine.filter((dyad) => dyad.rows.every((row) => row.said_by === source));
  const said = new Set(now.says.filter((row) => row.said_by === source).map((row) => row.said)).size;
  return el('tr', {}, el('th', { scope: 'row' }, bdi(labelOf(source))),
    el('td', {}, el('span', { class: 'marked' }, groupMark(source), el('span', {}, countsWith(source).length ? joined(countsWith(source).map((group) => bdi(labelOf(group)))) : 'itself only'))), el('td', {}, tiesOf(source).length ? el('ul', {}, tiesOf(source)) : null),
    el('td', { class: 'number' }, String(said)), el('td', { class: 'number' }, String(mine.length)),
    el('td', {}, alone.length ? el('ul', {}, alone.slice(0, 8).map(edgeOf).map((edge) => el('li', {},
      scene.edgeById.has(edge.id) ? button(edge.id, edgeName(edge)) : edgeName(edge))), alone.length > 8 ? el('li', { class: 'small' }, `and ${alone.length - 8} more`) : null) : 'nothing'));
};

const showSources = (box) => {
  const heard = new Set(now.says.map((row) => row.said_by));
  const list_ = sources().filter((source) => heard.has(source));
  box.replaceChildren(el('h2', {}, 'Sources: who they are, and which lines they alone report'),
    el('p', { class: 'small' }, 'Sources of one group count once. What falls without a source is shown by “without” beside its name.'),
    list_.length ? tableOf('Sources', ['Source', 'Counts with', 'Ties, as reported', 'Attributions', 'Lines', 'Reported by it alone'],
      list_.map(sourceRow)) : nothing());
};

