/**
 * The reader's part of a text that a template gives in English and Chinese, as in `New worker · 新建后台任务`; the whole of
 * one that has no such parts.
 */
export function inLanguage(text: string, language: string): string {
  const at = text.lastIndexOf(' · ');
  if (at < 0) {
    return text;
  }
  return language.startsWith('zh')
    ? text.slice(at + 3).trim()
    : text.slice(0, at).trim();
}
