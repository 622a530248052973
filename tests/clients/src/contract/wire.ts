/**
 * What travels beside entities: annotations, references, batches, errors, and the parameters of actions. Microsoft's type
 * package holds entities only, so these are written from the documents each names.
 */
import type * as G from "@microsoft/microsoft-graph-types";

/** OData JSON Format 4.01, section 4.6: control information on any object, and on its properties by prefix. */
export interface Annotations {
  [context: `${string}@odata.context`]: string;
  [count: `${string}@odata.count`]: number;
  [next: `${string}@odata.nextLink`]: string;
  [delta: `${string}@odata.deltaLink`]: string;
  [type: `${string}@odata.type`]: `#${string}`;
  [id: `${string}@odata.id`]: string;
  [tag: `${string}@odata.etag`]: string;
  /** OData JSON Format 4.01, section 8.5; Graph refers to objects so when one is made or changed. */
  [bind: `${string}@odata.bind`]: string | string[];
  /** Change tracking of a relationship: https://learn.microsoft.com/graph/delta-query-overview */
  [change: `${string}@delta`]: Change[];
  /** https://learn.microsoft.com/graph/delta-query-overview#resource-representation-in-the-delta-query-response */
  "@removed"?: { reason: "changed" | "deleted" };
  /** A hint of Graph to whoever reads answers by eye. */
  "@microsoft.graph.tips"?: string;
}

/** An entry of a relationship's changes. */
export interface Change {
  "@odata.type": `#${string}`;
  id: string;
  "@removed"?: { reason: "changed" | "deleted" };
}

/** Every successful answer that has a body says what it holds: OData JSON Format 4.01, section 4.6.1. */
export interface Answered extends Annotations {
  "@odata.context": string;
}

/** The body of `…/$ref`: OData JSON Format 4.01, section 14. */
export interface Reference {
  "@odata.id": string;
}

/** One reference, as clients read it: https://learn.microsoft.com/graph/api/user-list-manager */
export interface NamedReference extends Reference {
  "@odata.type"?: string;
  id?: string;
}

/** https://learn.microsoft.com/graph/errors */
export interface Failure {
  error: Omit<G.PublicError, "innerError" | "code" | "message"> & {
    code: string;
    message: string;
    innerError?: Inner;
  };
}

/** When and which, besides what may be nested. */
interface Inner extends Omit<G.PublicInnerError, "code"> {
  code?: string;
  date: string;
  "request-id": string;
  "client-request-id": string;
}

/** https://learn.microsoft.com/graph/json-batching */
export interface BatchRequest {
  requests: {
    id: string;
    method: string;
    url: string;
    headers?: Record<string, string>;
    dependsOn?: string[];
  }[];
}

/** https://learn.microsoft.com/graph/json-batching */
export interface BatchResponse {
  responses: { id: string; status: number; headers?: Record<string, string> }[];
}

/** A property or an action's result that is no entity: OData JSON Format 4.01, section 11. */
export interface Single<T> {
  value: T;
}

/** https://learn.microsoft.com/graph/api/applicationtemplate-instantiate */
export interface Instantiate {
  displayName: string;
  serviceManagementReference?: string | null;
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-addtokensigningcertificate */
export interface AddTokenSigningCertificate {
  displayName: string;
  endDateTime?: string | null;
}

/** https://learn.microsoft.com/graph/api/application-addpassword */
export interface AddPassword {
  passwordCredential?: G.PasswordCredential;
}

/** https://learn.microsoft.com/graph/api/application-removepassword */
export interface RemovePassword {
  keyId: string;
}

/** https://learn.microsoft.com/graph/api/application-addkey */
export interface AddKey {
  keyCredential: G.KeyCredential;
  passwordCredential: G.PasswordCredential | null;
  proof: string;
}

/** https://learn.microsoft.com/graph/api/application-removekey */
export interface RemoveKey {
  keyId: string;
  proof: string;
}

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
export interface CheckMemberGroups {
  groupIds: string[];
}

/** https://learn.microsoft.com/graph/api/directoryobject-checkmemberobjects */
export interface CheckMemberObjects {
  ids: string[];
}

/** https://learn.microsoft.com/graph/api/directoryobject-getmembergroups */
export interface GetMembers {
  securityEnabledOnly: boolean;
}

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids */
export interface GetByIds {
  ids: string[];
  types?: string[];
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-restore */
export interface Restore {
  autoReconcileProxyConflict?: boolean;
  newUserPrincipalName?: string;
}

/** https://learn.microsoft.com/graph/api/user-changepassword */
export interface ChangePassword {
  currentPassword: string;
  newPassword: string;
}

/** https://learn.microsoft.com/graph/api/user-assignlicense */
export interface AssignLicense {
  addLicenses: G.AssignedLicense[];
  removeLicenses: string[];
}

/** https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate */
export interface Evaluate {
  signInIdentity: G.SignInIdentity;
  signInContext: G.SignInContext;
  signInConditions: G.SignInConditions;
  appliedPoliciesOnly?: boolean | null;
}

/** https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-validatecredentials */
export interface ValidateCredentials {
  credentials?: G.SynchronizationSecretKeyStringValuePair[];
  useSavedCredentials?: boolean;
}

/** https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-restart */
export interface RestartJob {
  criteria: G.SynchronizationJobRestartCriteria;
}

/** https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand */
export interface ProvisionOnDemand {
  parameters: G.SynchronizationJobApplicationParameters[];
}

/** https://learn.microsoft.com/graph/api/synchronization-serviceprincipal-put-synchronization */
export interface Secrets {
  value: G.SynchronizationSecretKeyStringValuePair[];
}
