import { t } from "../phrases";

/** A field's change, in the shape the console sends. */
export interface Change {
  readonly object: string;
  readonly name: string;
  readonly field: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly kept: readonly string[];
}

/** What goes, what comes and what stays, object by object. */
export function ChangeList({ changes, objectName }: { changes: readonly Change[]; objectName: (object: string) => string }) {
  return groups(changes).map((group) => (
    <div className="dw-change" key={`${group.object} ${group.name}`}>
      <div className="dw-change-what">
        {objectName(group.object)}
        {group.name ? ` · ${group.name}` : ""}
      </div>
      <dl>
        {group.changes.map((change, index) => (
          <Fields key={`${change.field} ${String(index)}`} change={change} />
        ))}
      </dl>
    </div>
  ));
}

function Fields({ change }: { change: Change }) {
  return (
    <>
      <dt>{change.field}</dt>
      {change.removed.map((value, index) => (
        <Line key={`r${String(index)}`} way="removed" sign="−" value={value} />
      ))}
      {change.added.map((value, index) => (
        <Line key={`a${String(index)}`} way="added" sign="+" value={value} />
      ))}
      {change.kept.map((value, index) => (
        <Line key={`k${String(index)}`} way="kept" sign="=" value={value} />
      ))}
    </>
  );
}

function Line({ way, sign, value }: { way: "added" | "removed" | "kept"; sign: string; value: string }) {
  return (
    <dd data-way={way}>
      <span aria-hidden>{sign}</span>
      <span>
        <span className="dw-hidden">{t(`change.${way}`)} </span>
        {value === "" ? t("change.empty") : value}
      </span>
    </dd>
  );
}

function groups(changes: readonly Change[]): { object: string; name: string; changes: Change[] }[] {
  const list: { object: string; name: string; changes: Change[] }[] = [];
  for (const change of changes) {
    const group = list.find((one) => one.object === change.object && one.name === change.name);
    if (group) group.changes.push(change);
    else list.push({ object: change.object, name: change.name, changes: [change] });
  }
  return list;
}
