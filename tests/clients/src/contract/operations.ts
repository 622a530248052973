/**
 * Where paths begin and which actions and functions they may end in. Everything in between is looked up in Microsoft's
 * definitions, property by property. Whatever is in neither place has no type, and fails.
 */

/** Entity sets and singletons of the service root (v1.0 metadata, EntityContainer) that are in use here. */
export const roots: Readonly<Record<string, { entity: string; many: boolean }>> = {
  applicationTemplates: { entity: "ApplicationTemplate", many: true },
  applications: { entity: "Application", many: true },
  auditLogs: { entity: "AuditLogRoot", many: false },
  contracts: { entity: "Contract", many: true },
  devices: { entity: "Device", many: true },
  directory: { entity: "Directory", many: false },
  directoryObjects: { entity: "DirectoryObject", many: true },
  directoryRoleTemplates: { entity: "DirectoryRoleTemplate", many: true },
  directoryRoles: { entity: "DirectoryRole", many: true },
  domains: { entity: "Domain", many: true },
  groups: { entity: "Group", many: true },
  identity: { entity: "IdentityContainer", many: false },
  identityProtection: { entity: "IdentityProtectionRoot", many: false },
  invitations: { entity: "Invitation", many: true },
  me: { entity: "User", many: false },
  oauth2PermissionGrants: { entity: "OAuth2PermissionGrant", many: true },
  organization: { entity: "Organization", many: true },
  policies: { entity: "PolicyRoot", many: false },
  reports: { entity: "ReportRoot", many: false },
  roleManagement: { entity: "RoleManagement", many: false },
  servicePrincipals: { entity: "ServicePrincipal", many: true },
  subscribedSkus: { entity: "SubscribedSku", many: true },
  tenantRelationships: { entity: "TenantRelationship", many: false },
  users: { entity: "User", many: true },
};

/** An action or function. */
export interface Operation {
  /** What it is bound to; descendants have it too. */
  readonly on: readonly string[];
  /** Bound to a collection rather than to one. */
  readonly ofMany?: boolean;
  /** Type of the parameters in `wire.ts`; none: no body. */
  readonly asks?: string;
  /** May come without a body although it has parameters. */
  readonly bare?: boolean;
  /** Entity, or `Single<…>` in `wire.ts`; `itself`: what it is bound to; none: no body. */
  readonly answers?: { readonly entity: string; readonly many: boolean } | { readonly type: string } | "itself";
}

const ids: Operation["answers"] = { type: "W.Single<string[]>" };
const credentials: readonly string[] = ["Application", "ServicePrincipal"];

/** By name, in any case, as OData names are compared by Graph. */
export const operations: Readonly<Record<string, Operation>> = {
  addkey: { on: credentials, asks: "W.AddKey", answers: { entity: "KeyCredential", many: false } },
  addpassword: {
    on: credentials,
    asks: "W.AddPassword",
    bare: true,
    answers: { entity: "PasswordCredential", many: false },
  },
  addtokensigningcertificate: {
    on: ["ServicePrincipal"],
    asks: "W.AddTokenSigningCertificate",
    answers: { entity: "SelfSignedCertificate", many: false },
  },
  assignlicense: { on: ["User"], asks: "W.AssignLicense", answers: "itself" },
  changepassword: { on: ["User"], asks: "W.ChangePassword" },
  checkmembergroups: { on: ["DirectoryObject"], asks: "W.CheckMemberGroups", answers: ids },
  checkmemberobjects: { on: ["DirectoryObject"], asks: "W.CheckMemberObjects", answers: ids },
  delta: { on: ["Entity"], ofMany: true, answers: "itself" },
  evaluate: {
    on: ["ConditionalAccessRoot"],
    asks: "W.Evaluate",
    answers: { entity: "WhatIfAnalysisResult", many: true },
  },
  findtenantinformationbydomainname: {
    on: ["TenantRelationship"],
    answers: { entity: "TenantInformation", many: false },
  },
  findtenantinformationbytenantid: {
    on: ["TenantRelationship"],
    answers: { entity: "TenantInformation", many: false },
  },
  getbyids: {
    on: ["DirectoryObject"],
    ofMany: true,
    asks: "W.GetByIds",
    answers: { entity: "DirectoryObject", many: true },
  },
  getmembergroups: { on: ["DirectoryObject"], asks: "W.GetMembers", answers: ids },
  getmemberobjects: { on: ["DirectoryObject"], asks: "W.GetMembers", answers: ids },
  instantiate: {
    on: ["ApplicationTemplate"],
    asks: "W.Instantiate",
    answers: { entity: "ApplicationServicePrincipal", many: false },
  },
  pause: { on: ["SynchronizationJob"] },
  provisionondemand: {
    on: ["SynchronizationJob"],
    asks: "W.ProvisionOnDemand",
    answers: { entity: "StringKeyStringValuePair", many: false },
  },
  removekey: { on: credentials, asks: "W.RemoveKey" },
  removepassword: { on: credentials, asks: "W.RemovePassword" },
  restart: { on: ["SynchronizationJob"], asks: "W.RestartJob" },
  restore: { on: ["DirectoryObject"], asks: "W.Restore", bare: true, answers: "itself" },
  revokesigninsessions: { on: ["User"], answers: { type: "W.Single<boolean>" } },
  start: { on: ["SynchronizationJob"] },
  validatecredentials: { on: ["SynchronizationJob"], asks: "W.ValidateCredentials" },
};
