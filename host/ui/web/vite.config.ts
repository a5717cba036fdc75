import { defineConfig } from "vite";

// INGOT_ADDRESS: a program to develop against, with the token it printed: `INGOT_ADDRESS=http://127.0.0.1:PORT
// INGOT_TOKEN=… npx vite`. The program takes requests under its own name only, hence changeOrigin.
const address = process.env.INGOT_ADDRESS;
const proxy = {
  target: address,
  changeOrigin: true,
  headers: { authorization: `Bearer ${process.env.INGOT_TOKEN}`, ...(address && { origin: address }) },
};

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0, // the page's content security policy has no place for inlined files
    reportCompressedSize: false,
  },
  server: address ? { proxy: { "/api": proxy, "/metrics": proxy } } : {},
});
