# Workfront's tokens for PowerShell: Invoke-RestMethod with the headers of a family of the API.
#
#     Import-Module ./Workfront.psm1
#     (Invoke-Workfront 'proj/search?fields=name').data
#     (Invoke-Workfront 'v2/workspaces' -Family planning).content
#
# workfront-credential is asked once a session, and again after a 401: it is then told that the
# token was refused.
$script:Known = @{}

function Get-WorkfrontCredential([string] $Family) {
    if (-not $script:Known.ContainsKey($Family)) {
        $json = workfront-credential json --non-interactive --for $Family | Out-String
        if ($LASTEXITCODE -ne 0) { throw "workfront-credential: exit status $LASTEXITCODE" }
        $script:Known[$Family] = ConvertFrom-Json $json
    }
    $script:Known[$Family]
}

function Invoke-Workfront {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [string] $Family = 'workflow',
        [string] $Method = 'GET',
        $Body
    )
    foreach ($try in 1, 2) {
        $has = Get-WorkfrontCredential $Family
        $headers = @{ Authorization = "Bearer $($has.access_token)" }
        $has.headers.PSObject.Properties | ForEach-Object { $headers[$_.Name] = $_.Value }
        $base = $has.family_url + $(if ($Family -eq 'workflow') { '/v22.0/' } else { '/' })
        $call = @{ Uri = $base + $Path; Method = $Method; Headers = $headers; MaximumRedirection = 0 }
        if ($null -ne $Body) {
            $call.Body = ConvertTo-Json $Body -Depth 20
            $call.ContentType = 'application/json'
        }
        try { return Invoke-RestMethod @call }
        catch {
            if ($try -eq 2 -or [int] $_.Exception.Response.StatusCode -ne 401) { throw }
            "protocol=https`nhost=$($has.host)`npassword=$($has.access_token)`n" |
                workfront-credential erase
            $script:Known = @{}
        }
    }
}

Export-ModuleMember -Function Invoke-Workfront
