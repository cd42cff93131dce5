import { createTranslationMessages } from '@backstage/frontend-plugin-api';
import { scaffolderReactTranslationRef } from '@backstage/plugin-scaffolder-react';

/** Backstage's own words around the pages of a template, in Chinese. */
export default createTranslationMessages({
  ref: scaffolderReactTranslationRef,
  full: true,
  messages: {
    'workflow.noDescription': '没有描述',
    'passwordWidget.content': '此控件不安全，请改用 ui:field: Secret',
    'scaffolderPageContextMenu.createLabel': '创建',
    'scaffolderPageContextMenu.moreLabel': '更多',
    'scaffolderPageContextMenu.editorLabel': '管理模板',
    'scaffolderPageContextMenu.actionsLabel': '已安装的动作',
    'scaffolderPageContextMenu.tasksLabel': '运行记录',
    'scaffolderPageContextMenu.templatingExtensionsLabel': '模板扩展',
    'stepper.backButtonText': '上一步',
    'stepper.nextButtonText': '下一步',
    'stepper.createButtonText': '创建',
    'stepper.reviewButtonText': '核对',
    'stepper.stepIndexLabel': '第 {{index, number}} 步',
    'templateCategoryPicker.title': '类别',
    'templateCard.noDescription': '没有描述',
    'templateCard.chooseButtonText': '选择',
    'cardHeader.detailBtnTitle': '查看模板详情',
    'templateOutputs.title': '文本输出',
  },
});
