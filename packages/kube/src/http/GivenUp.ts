/** An answer that is not read any further. Its message is ours and tells nothing of where it came from. */
export class GivenUp extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'GivenUp';
  }
}
