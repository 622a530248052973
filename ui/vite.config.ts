import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The window loads `dist` from its own origin. The stories are another entry with its own configuration, so they cannot
// slip into this bundle.
export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 600 },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 20_000,
  },
});
