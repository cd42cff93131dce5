/** One turn of work. Gives a sentence of what it did. Replace this with yours. */
export async function work(turn) {
  return `Turn ${turn} is done`;
}
