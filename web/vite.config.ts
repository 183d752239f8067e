import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { APP_PATHS } from "./src/app/paths.ts";

/** The server answers with the page at these addresses. */
function appPaths(): Plugin {
  return {
    name: "app-paths",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "app-paths.json", source: JSON.stringify(APP_PATHS) });
    },
  };
}

export default defineConfig({
  plugins: [react(), appPaths()],
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    manifest: true,
    // A data: URL would be one more thing the policy has to allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    emptyOutDir: true,
  },
});
