import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Every page and state with believable data, in an ordinary browser: `npm run stories`, then open a story from the list.
export default defineConfig({
  root: "test/stories",
  plugins: [react()],
  clearScreen: false,
  server: { port: 5174, strictPort: true },
  build: { outDir: "../../node_modules/.cache/stories", emptyOutDir: true },
});
