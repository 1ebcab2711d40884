// ------------------------------------------------------------------------------------------------------------ axis

/** Days on which an axis of these days is marked: years, months or days, at most eight of them. */
const ticks_ = (first, last) => {
  const [from, to] = [new Date(first), new Date(last)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const days = Math.round((+to - +from) / 864e5);
  const [size, many] = months > 36 ? [12, months] : months > 1 ? [1, months] : [0, days];
  const step = size * Math.max(1, Math.ceil(many / (size || 1) / 8)) || Math.max(1, Math.ceil(days / 8));
  const found = [];
  for (let i = 0; i <= many; i += step) {
    const at = size ? new Date(Date.UTC(from.getUTCFullYear(), size === 12 ? i : from.getUTCMonth() + i, 1)) : new Date(+from + i * 864e5);
    if (at >= from && at <= to) found.push([at.toISOString().slice(0, 10), at.toISOString().slice(0, size === 12 ? 4 : size ? 7 : 10)]);
  }
  return found;
};

/** An axis from the first to the last day: where a day lies on it in per cent, and the days that are marked. */
const axisOf = (first, last) => {
  const length = (Date.parse(last) - Date.parse(first)) / 864e5 + 1;
  const x = (iso, more = 0) => num((((Date.parse(iso) - Date.parse(first)) / 864e5 + more) / length) * 100);
  return { x, ticks: ticks_(first, last) };
};

