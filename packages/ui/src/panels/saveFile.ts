/**
 * Gives a text to the reader as a file, in their folder of downloads.
 *
 * @param type - its media type, for example "text/plain;charset=utf-8"
 *
 * @public
 */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
