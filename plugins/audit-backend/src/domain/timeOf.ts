/** A moment of a finding, where the column holds one. */
export function timeOf(at: number | undefined): { at?: string } {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() };
}
