/** The work of one run. Gives a sentence of what it did. Replace this with yours. */
export async function work() {
  return 'The work is done';
}
