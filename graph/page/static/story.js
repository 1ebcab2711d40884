// ------------------------------------------------------------------------------------------------------------ story
// The acts of the view one by one: a caption, who says so, and the first words of it; its lines are lit.

const storyActs = () => lanesOf(toldActs()).flatMap(([, acts]) => acts).filter((one, i, all) => all.indexOf(one) === i);

const goToStep = (step) => { now.step = step; writeState(true); showStory(); find('story-next')?.focus(); };
const endStory = () => { now.step = null; light([]); writeState(true); showStory(); find(`tab-${now.tab}`).focus(); };

/** Shows the step of the story that is on, below the part that is open; nothing where none is. */
const showStory = () => {
  const box = find('story');
  const acts = now.step === null ? [] : storyActs();
  box.hidden = !acts.length;
  if (!acts.length) { box.replaceChildren(); return; }
  const at = Math.min(now.step, acts.length - 1);
  const one = acts[at];
  const tellers = tellersOf(one);
  const quoted_ = one.rows.find((row) => row.quote);
  const step = (id, words, to, label) => el('button', { type: 'button', id, 'aria-label': label, disabled: to < 0 || to >= acts.length, onclick: () => goToStep(to) }, words);
  box.replaceChildren(
    el('div', { class: 'story-bar' }, step('story-back', '←', at - 1, 'The act before'), el('span', { class: 'small' }, `${at + 1} of ${acts.length}`), step('story-next', '→', at + 1, 'The next act'),
      el('button', { type: 'button', id: 'story-end', 'aria-label': 'End the story', onclick: endStory }, '×')),
    el('div', { 'aria-live': 'polite' },
      el('p', { class: 'small' }, joined([one.incident ? bdi(labelOf(one.incident)) : null, whenWords(one)].filter(Boolean), ' · ')),
      el('h2', {}, el('button', { type: 'button', class: 'inline plain', onclick: () => select(one.id) }, bdi(one.title)), ' ', actTag(one)),
      quoted_ ? el('blockquote', { dir: 'auto', lang: quoted_.language }, quoted_.quote) : null,
      el('p', { class: 'small' }, quoted_ ? [bdi(labelOf(quoted_.said_by)), tellers.length > 1 ? ` and ${tellers.length - 1} more: ` : '', joined(tellers.filter((source) => source !== quoted_.said_by).map((source) => bdi(labelOf(source))))]
        : joined(tellers.map((source) => bdi(labelOf(source)))))));
  light(scene.edges.filter((edge) => edge.events.includes(one.id)).map((edge) => edge.id));
};

document.addEventListener('keydown', (event) => {
  if (now.step === null || event.altKey || event.ctrlKey || event.metaKey || (event.target instanceof Element && event.target.matches('input, select, textarea, [role=tab]'))) return;
  const by_ = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const to = now.step + (by_ || 0);
  if (by_ && to >= 0 && to < storyActs().length) { event.preventDefault(); goToStep(to); }
});
