import { Combobox, Option } from "@fluentui/react-components";
import { useState } from "react";
import { useRead } from "../api/hooks";
import { useQuiet } from "../api/quiet";
import { FormField } from "../design/FormField";
import { t } from "../phrases";

/** What a picker offers. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly more: string;
}

interface PickerProps {
  readonly label: string;
  readonly hint?: string;
  readonly chosen: Choice | null;
  readonly trouble?: string | undefined;
  readonly choose: (id: string) => void;
}

/** Finds a person as one types. */
export function PersonPicker(props: PickerProps) {
  const search = useSearch(props.chosen);
  const { data, error } = useRead("people_search", { text: search.wanted });
  const choices = data?.people.map(({ id, name, upn }) => ({ id, name, more: upn }));
  return <Picker {...props} {...search} choices={choices} none={t("picker.none")} failed={error?.message} />;
}

/** Finds a group as one types. */
export function GroupPicker(props: PickerProps) {
  const search = useSearch(props.chosen);
  const { data, error } = useRead("groups_search", { text: search.wanted });
  const choices = data?.groups.map(({ id, name, description }) => ({ id, name, more: description }));
  return <Picker {...props} {...search} choices={choices} none={t("picker.noGroup")} failed={error?.message} />;
}

function useSearch(chosen: Choice | null) {
  // Absent: the box shows what is chosen; a text: what is being typed.
  const [typed, setTyped] = useState<string>();
  return { typed, setTyped, wanted: useQuiet((typed ?? "").trim()), shown: typed ?? chosen?.name ?? "" };
}

function Picker({
  label,
  hint,
  chosen,
  trouble,
  choose,
  choices,
  none,
  failed,
  setTyped,
  shown,
}: PickerProps & ReturnType<typeof useSearch> & { choices: Choice[] | undefined; none: string; failed: string | undefined }) {
  const problem = trouble ?? failed;
  const [open, setOpen] = useState(false);
  return (
    <FormField label={label} hint={hint} trouble={problem}>
      <Combobox
        freeform
        value={shown}
        selectedOptions={chosen ? [chosen.id] : []}
        open={open}
        onOpenChange={(_, data) => setOpen(data.open)}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
        }}
        onOptionSelect={(_, { optionValue }) => {
          if (optionValue === undefined) return;
          setTyped(undefined);
          choose(optionValue);
        }}
        onBlur={() => setTyped(undefined)}
      >
        {choices === undefined ? (
          <Option key="searching" disabled text={t("picker.searching")} value="">
            {t("picker.searching")}
          </Option>
        ) : choices.length === 0 ? (
          <Option key="none" disabled text={none} value="">
            {none}
          </Option>
        ) : (
          choices.map((choice) => (
            <Option key={choice.id} value={choice.id} text={choice.name}>
              <div>
                {choice.name}
                <div className="dw-small dw-mute">{choice.more}</div>
              </div>
            </Option>
          ))
        )}
      </Combobox>
    </FormField>
  );
}
