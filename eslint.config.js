import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const CODE = ["**/*.ts", "**/*.tsx"];

/** One sentence for each thing that only one file may do. */
const environmentRule = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Only app/env.server.ts reads the environment.",
};
const clockRule = {
  selector:
    ":matches(CallExpression[callee.object.name='Date'][callee.property.name='now'], NewExpression[callee.name='Date'][arguments.length=0])",
  message: "Time comes in as an argument (docs/architecture.md, Time).",
};

export default tseslint.config(
  { ignores: ["build/", "node_modules/", ".data/", "coverage/", "**/dist/", "dev-store/schema/", "test-results/"] },
  js.configs.recommended,
  {
    files: CODE,
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // An async function without await keeps the signature that its callers wait for.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions", "asyncFunctions"] }],
      // Handlers of events and JSX props may be async: React and Node ignore what they return.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // Remix's redirects and errors are thrown Responses.
      "@typescript-eslint/only-throw-error": "off",
      eqeqeq: ["error", "always"],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness comes from node:crypto or a seed." },
      ],
    },
  },
  {
    // Where React may be (docs/architecture.md, Rooms): its rules compile every file that they are shown.
    files: ["app/**/*.tsx", "app/*.ts", "app/{admin,routes,ui}/**/*.ts", "extensions/**/*.tsx"],
    plugins: { "react-hooks": reactHooks, "jsx-a11y": jsxA11y },
    rules: { ...reactHooks.configs.recommended.rules, ...jsxA11y.flatConfigs.recommended.rules },
  },
  { files: ["app/**/*.{ts,tsx}", "extensions/**/*.tsx"], rules: { "no-console": "error" } },
  {
    files: ["app/**/*.{ts,tsx}"],
    ignores: ["app/env.server.ts", "**/*.test.{ts,tsx}"],
    rules: { "no-restricted-syntax": ["error", environmentRule] },
  },
  {
    files: ["app/domain/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: { "no-restricted-syntax": ["error", environmentRule, clockRule] },
  },
  {
    // A describe block holds its tests; their number is no measure of how hard one of them is to read.
    files: ["**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["extensions/**"], languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.{js,mjs,cjs}"],
    ignores: ["extensions/**", "dev-store/**"],
    languageOptions: { globals: globals.node },
  },
  { files: ["dev-store/**/*.{js,mjs}"], languageOptions: { globals: { ...globals.browser, ...globals.node } } },
);
