import type { Command } from "commander";

/** What can follow a chain of commands; the chain is empty for the program itself. */
export interface CommandWords {
  /** For example `user create`. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

export function describeCommands(program: Command): readonly CommandWords[] {
  const all: CommandWords[] = [];
  const walk = (command: Command, path: string): void => {
    const options = command === program ? program.options : [...command.options, ...program.options];
    all.push({
      path,
      description: command.description(),
      subcommands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
      options: options.flatMap((option) =>
        typeof option.long !== "string" ? [] : [{ flag: option.long, description: option.description }],
      ),
    });
    for (const each of command.commands) walk(each, `${path} ${each.name()}`.trim());
  };
  walk(program, "");
  return all;
}

function wordsOf({ subcommands, options }: CommandWords): string {
  return [...subcommands.map((each) => each.name), ...options.map((each) => each.flag)].join(" ");
}

/** The longest chain of words before the cursor that is a command; shared by both shells, whose language is the same here. */
function chainCases(commands: readonly CommandWords[], variable: string): string {
  return commands.map((command) => `    "${command.path}") ${variable}="${wordsOf(command)}" ;;`).join("\n");
}

function knownPaths(commands: readonly CommandWords[]): string {
  return commands
    .filter((command) => command.path !== "")
    .map((command) => `"${command.path}"`)
    .join("|");
}

export function bashScript(commands: readonly CommandWords[]): string {
  return `# bash completion of smartypants: source <(smartypants completion bash)
_smartypants() {
  local current="\${COMP_WORDS[COMP_CWORD]}" chain="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${chain:+$chain }$word" in
      ${knownPaths(commands)}) chain="\${chain:+$chain }$word" ;;
    esac
  done
  case "$chain" in
${chainCases(commands, "words")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _smartypants smartypants
`;
}

export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef smartypants
# zsh completion of smartypants: smartypants completion zsh > "\${fpath[1]}/_smartypants"
_smartypants() {
  local chain="" known="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${chain:+$chain }$word" in
      ${knownPaths(commands)}) chain="\${chain:+$chain }$word" ;;
    esac
  done
  case "$chain" in
${chainCases(commands, "known")}
  esac
  compadd -- \${(z)known}
  _files
}
compdef _smartypants smartypants
`;
}

export function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ path, subcommands, options }) => {
    const condition =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ");
    const begin = `complete -c smartypants -n '${condition}'`;
    return [
      ...subcommands.map((each) => `${begin} -a ${each.name} -d ${quoted(each.description)}`),
      ...options.map((each) => `${begin} -l ${each.flag.slice(2)} -d ${quoted(each.description)}`),
    ];
  });
  return `# fish completion of smartypants: smartypants completion fish > ~/.config/fish/completions/smartypants.fish\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
