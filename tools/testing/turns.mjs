/**
 * Which suites run at once, in order: neighbours that may run side by side are one turn, every other suite has one of its
 * own.
 *
 * @param {string[]} names
 * @param {Record<string, { sideBySide?: boolean }>} suites
 * @returns {string[][]}
 */
export function turnsOf(names, suites) {
  const turns = [];
  for (const name of names) {
    const before = turns.at(-1);
    if (
      before &&
      [before.at(-1), name].every(one => suites[one].sideBySide === true)
    ) {
      before.push(name);
    } else {
      turns.push([name]);
    }
  }
  return turns;
}
