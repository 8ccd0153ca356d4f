using System.CommandLine;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo completion SHELL</c>: the script that makes a shell complete verbs, options and their values.</summary>
internal static class CompletionVerb
{
    public const string Description = "Print the script that makes a shell complete verbs, options and names.";

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # elbo in bash. For every shell: elbo completion bash > ~/.local/share/bash-completion/completions/elbo
            _elbo() {
                local IFS=$'\n'
                COMPREPLY=($(elbo "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null))
            }
            complete -o default -F _elbo elbo
            """,
        ["zsh"] = """
            #compdef elbo
            # elbo in zsh. For every shell: elbo completion zsh > a folder of $fpath/_elbo
            _elbo() {
                local words=("${(@f)$(elbo "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                if [[ -n $words ]]; then compadd -- $words; else _files; fi
            }
            compdef _elbo elbo
            """,
        ["fish"] = """
            # elbo in fish. For every shell: elbo completion fish > ~/.config/fish/completions/elbo.fish
            complete -c elbo -a '(elbo "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # elbo in PowerShell. For every shell: elbo completion pwsh >> $PROFILE
            Register-ArgumentCompleter -Native -CommandName elbo -ScriptBlock {
                param($word, $line, $cursor)
                elbo "[suggest:$cursor]" "$line" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"{string.Join(", ", Scripts.Keys)}." }.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", Description) { shell };
        command.SetAction(parsed => terminal.Out.WriteLine(Scripts[parsed.GetRequiredValue(shell)]));
        return command.WithExamples("source <(elbo completion bash)", "elbo completion fish | source", "elbo completion pwsh >> $PROFILE");
    }
}
