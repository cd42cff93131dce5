/**
 * What several Flytower pages share: status, conditions, wizard frame, empty panel
 *
 * @packageDocumentation
 */
export {};
