import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "src/generated", "eslint.config.js"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"] ?? hooks.configs["recommended-latest"],
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 500 }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  { files: ["**/*.tsx"], rules: { "max-lines": ["error", { max: 300 }] } },
);
