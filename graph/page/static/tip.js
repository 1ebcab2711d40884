// ------------------------------------------------------------------------------------------------- under the pointer

/** The first quote of these attributions that has one, with who said it; null where nothing is quoted. */
const firstQuote = (tellings) => {
  const quoted_ = tellings.find((telling) => telling.quote);
  return quoted_ ? el('p', {}, el('q', { dir: 'auto', lang: quoted_.language }, quoted_.quote), el('span', { class: 'small' }, ' ', bdi(labelOf(quoted_.said_by)))) : null;
};

/** How many acts are named under the pointer; the rest are counted. */
const TIPPED = 4;

const edgeTip = (edge) => [
  el('p', {}, el('b', {}, edgeName(edge))),
  el('ul', {}, edge.acts.slice(0, TIPPED).map((act) => el('li', {}, bdi(kindWords(act.weighed.subject)), ' ', tag(act.grade, act.grade.replace(' ', '-')),
    el('span', { class: 'small' }, ` ${count(act.groups.size, 'group')}`))),
  edge.acts.length > TIPPED ? el('li', { class: 'small' }, `and ${count(edge.acts.length - TIPPED, 'more act')}`) : null),
  firstQuote(edge.acts.flatMap((act) => act.rows))];

/** Many lines in one: how many, between whom, of how many acts and deaths. */
const bundleTip = (one) => [el('p', {}, el('b', {}, bundleName(one))), el('p', { class: 'small' }, bundleWords(one))];
const groupTip = (one) => [el('p', {}, el('b', {}, bdi(one.label))), el('p', { class: 'small' }, groupFacts(one), isOpen(one.id) ? null : '. A click opens the group.')];

const nodeTip = (node) => {
  const lines = scene.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  return [el('p', {}, el('b', {}, bdi(node.label))),
    el('p', { class: 'small' }, node.kind === 'unnamed' ? 'an end that no source names' : [`${kindOf(node).words} · `, bdi(sideLabel(data.sides, node.side))], ` · ${count(lines.length, 'line')}`)];
};

/** Shows what is under the pointer, beside it: who, whom, each act with its grade and groups, and the first quote. */
const showTip = (id, event) => {
  const box = find('tip');
  const [edge, node, bundle] = [scene.edgeById.get(id), scene.nodeById.get(id), scene.bundleById?.get(id)];
  const group = groupById(id);
  if (!event || !(edge || node || bundle || group)) { box.hidden = true; return; }
  if (box.dataset.of !== String(id) || box.hidden) {
    box.dataset.of = id;
    box.replaceChildren(...(bundle ? bundleTip(bundle) : group ? groupTip(group) : edge ? edgeTip(edge) : nodeTip(node)).filter(Boolean));
    box.hidden = false;
  }
  const corner = container.getBoundingClientRect();
  const [x, y] = [event.clientX - corner.x, event.clientY - corner.y];
  box.style.left = `${Math.max(4, Math.min(x + 14, corner.width - box.offsetWidth - 4))}px`;
  box.style.top = `${y + 18 + box.offsetHeight > corner.height ? Math.max(4, y - box.offsetHeight - 12) : y + 18}px`;
};
