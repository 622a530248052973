import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { CommandName, ConsoleEvent, Host, RequestOf, ResponseOf } from "./host";

/** The host inside the window: commands by `invoke`, pushes by the event `doorward`. */
export const tauriHost: Host = {
  call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
    return invoke<ResponseOf<K>>(name, { request });
  },
  listen(hear) {
    let over = false;
    let stop: (() => void) | undefined;
    void listen<ConsoleEvent>("doorward", ({ payload }) => {
      if (!over) hear(payload);
    }).then((unlisten) => {
      if (over) unlisten();
      else stop = unlisten;
    });
    return () => {
      over = true;
      stop?.();
    };
  },
};
