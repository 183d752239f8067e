// Started by createSandboxRunner, never imported.
import { builtInPreprocessors } from "../registry.ts";
import { serveDocuments } from "./serve-documents.ts";

serveDocuments(builtInPreprocessors());
