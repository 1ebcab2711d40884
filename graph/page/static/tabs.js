// ------------------------------------------------------------------------------------------------------------- tabs

/** A table with these headings, in a box that scrolls sideways and can be reached by keyboard. On a narrow window each cell has its heading before it. */
const tableOf = (words, headings, rows) => {
  rows.forEach((row) => [...row.children].forEach((cell, i) => { if (cell.tagName === 'TD') cell.dataset.label = headings[i]; }));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words },
    el('table', {}, el('thead', {}, el('tr', {}, headings.map((text) => el('th', { scope: 'col' }, bdi(text))))), el('tbody', {}, rows)));
};
const nothing = () => el('p', {}, 'Nothing in this view. Widen it, or show everything.');

// ---- the tabs themselves

const showAbout = () => find('about-counts').replaceChildren(facts([
  ['Record', el('code', {}, `sha256:${known.hash}`)],
  ['Contains', `${count(known.documents.size, 'document')}, ${count(new Set(known.tellings.map((row) => row.said)).size, 'attribution')}, ${count(sources().length, 'source')}`],
  ['Left out', data.holds ? ['This file contains only part of that record: what is ', bdi(data.holds), '.'] : 'Nothing: the whole record is in this file.'],
  ['Rebuild', el('code', {}, 'standoff read REPORTS… && standoff draw -o network.html')],
]));

const TABS = { network: null, beside: showBeside, dossier: showDossier, timeline: showTimeline, map: showMap, sources: showSources, about: showAbout };

/** Whether a part of the page shows the drawing, large or small. */
const isStaged = (name) => name === 'network' || name === 'beside';
/** Lays out what the view shows, unless it is there already: the other parts need no drawing. */
const putOnStage = () => {
  if (!now.unstaged) return;
  now.unstaged = false;
  putOn(scene);
};

/** Moves the row of tabs, which a narrow window cuts, so that the open one is in it. */
const showSelected = () => {
  const [row, tab] = [find('tabs'), find(`tab-${now.tab}`)];
  const [within, own] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
  row.scrollLeft += Math.max(0, own.right - within.right) - Math.max(0, within.left - own.left);
};

/** Shows one part of the page; its content is built when it is shown. */
const renderTab = (name) => {
  const before = now.tab;
  now.tab = name;
  for (const each of Object.keys(TABS)) {
    find(`tab-${each}`).setAttribute('aria-selected', String(each === name));
    find(`tab-${each}`).tabIndex = each === name ? 0 : -1;
    find(`part-${each}`).hidden = each !== name;
  }
  find('legend').hidden = name !== 'network';
  if (isStaged(name)) putOnStage();
  TABS[name]?.(find(`part-${name}`));
  showStory();
  showSelected();
  if (name === 'network' && before !== name) { network.canvas.setSize(); fit(); lookAtFold(); }
};
/** Opens one part of the page. */
const showTab = (name) => { renderTab(name); writeState(true); };

const startTabs = () => {
  find('tabs').hidden = false;
  // Where acts belong to no incident there is no dossier to show.
  const names = Object.keys(TABS).filter((name) => name !== 'dossier' || known.headings.incident.length || !known.acts.length);
  find('tab-dossier').hidden = !names.includes('dossier');
  names.forEach((name, i) => {
    const tab = find(`tab-${name}`);
    // On a narrow window what is opened begins at the top, below the tabs.
    tab.addEventListener('click', () => { showTab(name); if (narrow.matches) find('tabs').scrollIntoView(); });
    tab.addEventListener('keydown', (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: names.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = names[(to + names.length) % names.length];
      showTab(next);
      find(`tab-${next}`).focus();
    });
  });
};

