import { createTranslationMessages } from '@backstage/frontend-plugin-api';
import { orgTranslationRef } from '@backstage/plugin-org';

export default createTranslationMessages({
  ref: orgTranslationRef,
  messages: {
    'groupProfileCard.groupNotFound': '找不到组',
    'groupProfileCard.editIconButtonTitle': '编辑元数据',
    'groupProfileCard.refreshIconButtonTitle': '安排刷新',
    'groupProfileCard.refreshIconButtonAriaLabel': '刷新',
    'groupProfileCard.listItemTitle.entityRef': '实体引用',
    'groupProfileCard.listItemTitle.email': '邮箱',
    'groupProfileCard.listItemTitle.parentGroup': '上级组',
    'groupProfileCard.listItemTitle.childGroups': '下级组',
    'membersListCard.cardLabel': '{{memberName}} 的页面',
    'membersListCard.title': '{{groupName}} 的成员',
    'membersListCard.noMembersDescription': '这个组没有成员。',
    'membersListCard.noSearchResult': '没有符合“{{searchTerm}}”的成员。',
    'membersListCard.aggregateMembersToggle.label': '包括下级组',
    'ownershipCard.title': '负责的实体',
    'ownershipCard.aggregateRelationsToggle.label': '包括间接负责的',
    'userProfileCard.userNotFound': '找不到用户',
    'userProfileCard.editIconButtonTitle': '编辑元数据',
    'userProfileCard.listItemTitle.email': '邮箱',
    'userProfileCard.listItemTitle.memberOf': '所属组',
    'userProfileCard.moreGroupButtonTitle': '……更多（{{number}}）',
    'userProfileCard.allGroupDialog.title': '{{name}} 所属的全部组：',
    'userProfileCard.allGroupDialog.closeButtonTitle': '关闭',
  },
});
