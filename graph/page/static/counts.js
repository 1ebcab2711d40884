// ------------------------------------------------------------------------------------------- how much each choice would show

/** The acts of a view in which two ends face each other, each once: {event, weighed}. */
const actsInView = (view) => {
  const found = new Map();
  gradedAtLeast(dyadsOf(view), view.min_grade).forEach((dyad) => dyad.acts.forEach((act) => found.set(act.weighed, act)));
  return [...found.values()];
};

/** For each menu, how many acts each of its values would show beside all else that is chosen. */
const countsOfChoices = (view) => {
  const tellings = (act) => act.rows.length ? act.rows : (act.weighed.words.denies || []).map((word) => word.telling);
  const values = {
    incident: (act) => tellings(act).map((row) => row.incident),
    place: (act) => tellings(act).flatMap((row) => (row.place ? [...above(known.within, row.place)] : [])),
    event_type: (act) => (act.kind ? [...above(known.broader, act.kind)] : []),
    side: (act) => tellings(act).map((row) => row.group),
  };
  const counted = Object.fromEntries(Object.entries(values).map(([key, of]) => {
    const counts = new Map();
    actsInView({ ...view, [key]: [] }).forEach((act) => new Set(of(act)).forEach((value) => counts.set(value, (counts.get(value) || 0) + 1)));
    return [key, (value) => counts.get(value) || 0];
  }));
  const [byGroups, byGrade] = [actsInView({ ...view, min_groups: 1 }), actsInView({ ...view, min_grade: null })];
  return { ...counted,
    min_groups: (value) => byGroups.filter((act) => act.groups.size >= +value).length,
    min_grade: (value) => byGrade.filter((act) => GRADES.indexOf(act.grade) <= GRADES.indexOf(value)).length };
};

/** Writes the counts into the menus; what would show nothing cannot be chosen. */
const showCounts = () => {
  if (!find('controls').open) return;
  const counts = countsOfChoices(now.view);
  Object.entries(counts).forEach(([key, of]) => [...find(`view-${key}`).options].filter((each) => each.value).forEach((each) => {
    const n = of(each.value);
    each.dataset.words ??= each.textContent;
    each.textContent = `${each.dataset.words} (${n})`;
    each.disabled = !n && !each.selected;
  }));
};
