export {
  countColumn,
  instantColumn,
  jsonColumn,
  optionalJsonColumn,
  optionalText,
  type Page,
  pageOf,
  parseNumberCursor,
} from '@flytower/durable';
