/**
 * What several Flytower pages share: status, long work, wizards, panels, amounts and live data.
 *
 * @packageDocumentation
 */
export * from './amounts/Age';
export * from './amounts/ClusterDots';
export * from './amounts/clusterColour';
export * from './amounts/QuotaBar';
export * from './amounts/ShareMeter';
export * from './amounts/useFormat';
export * from './amounts/useLanguage';
export * from './entity/entityFilter';
export * from './entity/useTenantEntity';
export * from './live/useAct';
export * from './live/useContractClient';
export * from './live/useLive';
export * from './live/useScope';
export * from './live/useSettled';
export * from './live/useUrlFilters';
export * from './operations/OperationChip';
export * from './operations/OperationView';
export * from './operations/StepList';
export * from './operations/operationStatus';
export * from './operations/personName';
export * from './panels/ConfirmByName';
export * from './panels/CsvButton';
export * from './panels/DataTable';
export * from './panels/Crumbs';
export * from './panels/EmptyPanel';
export * from './panels/ErrorPanel';
export * from './panels/Facts';
export * from './panels/LiveView';
export * from './panels/ManifestDrawer';
export * from './panels/NameCell';
export * from './panels/ObjectHeader';
export * from './panels/Panel';
export * from './panels/PartialBanner';
export * from './panels/saveFile';
export * from './status/ConditionList';
export * from './status/StatusChip';
export * from './status/status';
export * from './translation/uiTranslationRef';
export * from './wizard/ErrorSummary';
export * from './wizard/PlanReview';
export * from './wizard/WizardFrame';
export * from './wizard/suggestSlug';
export * from './wizard/usePlan';
export * from './wizard/useWizardForm';
export type { FormValues } from './wizard/drafts';
