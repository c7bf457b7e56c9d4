Attribute VB_Name = "CheckWorkbook"
Option Explicit
' Starts xltoolkit for the active workbook with xlwings' caller protocol (--wb, --from_xl, --hwnd) and waits for it.
' Python marks the open workbook itself; where it cannot reach it (LibreOffice), it checks the copy saved here and
' names the annotated workbook to open. ASCII on purpose: captions stand in customUI.xml, messages in hidden names.

Public Sub RunCheck()
    Start "check"
End Sub

Public Sub RunNext()
    Start "next"
End Sub

Public Sub RunClear()
    Start "clear"
End Sub

Public Sub RunHelp()
    Start "help"
End Sub

Public Sub RibbonCheck(control As Object)
    RunCheck
End Sub

Public Sub RibbonNext(control As Object)
    RunNext
End Sub

Public Sub RibbonClear(control As Object)
    RunClear
End Sub

Public Sub RibbonHelp(control As Object)
    RunHelp
End Sub

Private Sub Start(verb As String)
    Dim donePath As String, copyPath As String, commandLine As String, result As String, notice As String
    On Error GoTo Failed
    If verb <> "help" And ActiveWorkbook Is Nothing Then MsgBox Message("no_workbook"), vbInformation: Exit Sub
    donePath = TemporaryFolder() & "xltoolkit_" & CStr(CLng(Timer * 1000))
    commandLine = Quoted(Launcher()) & " -P -m xltoolkit.excel " & verb & " " & Quoted("--done=" & donePath)
    If Not ActiveWorkbook Is Nothing Then
        commandLine = commandLine & " " & Quoted("--wb=" & ActiveWorkbook.Name) & " --from_xl=1 --hwnd=" & WindowHandle() _
            & " " & Quoted("--source=" & SourceAddress())
    End If
    If verb = "check" Then
        copyPath = SavedCopy(donePath)
        commandLine = commandLine & " " & Quoted("--copy=" & copyPath)
    End If
    RunHidden commandLine, donePath
    ReadAnswer donePath, result, notice
    Kill donePath
    If result <> "" Then Workbooks.Open result
    If notice <> "" Then MsgBox notice, vbInformation
    Exit Sub
Failed:
    notice = Err.Description
    Discard copyPath
    MsgBox Message("not_done") & vbLf & notice, vbExclamation
End Sub

' No copy of anybody's data is left behind, even if Python never came to delete it.
Private Sub Discard(path As String)
    On Error Resume Next
    If path <> "" Then Kill path
End Sub

' Without Windows Script Host (LibreOffice on Linux, or switched off) Shell does not wait: then watch for the done file.
' Run puts the values of %variables% into its command, once: a name such as 100%OS%.xlsx must arrive as it is.
Private Sub RunHidden(commandLine As String, donePath As String)
    Dim host As Object, began As Double
    On Error Resume Next
    Set host = CreateObject("WScript.Shell")
    On Error GoTo 0
    If host Is Nothing Then
        Shell commandLine, 0
        began = Timer
        Do While Dir(donePath) = "" And Abs(Timer - began) < 120
            DoEvents
        Loop
    Else
        host.Environment("PROCESS").Item("XLTOOLKIT_PERCENT") = "%"
        host.Run Replace(commandLine, "%", "%XLTOOLKIT_PERCENT%"), 0, True
    End If
End Sub

' An absolute path that "xltoolkit excel install" wrote; an administrator may set the variable instead.
Private Function Launcher() As String
    Launcher = Environ("XLTOOLKIT_LAUNCHER")
    On Error Resume Next
    If Launcher = "" Then Launcher = CreateObject("WScript.Shell").RegRead("HKCU\Software\xltoolkit\launcher")
    If Launcher = "" Then Launcher = Environ("HOME") & "/.local/share/xltoolkit/launcher"
End Function

' LibreOffice's own document behind the active workbook; Nothing in Excel and WPS.
Private Function LibreOfficeDocument() As Object
    On Error Resume Next
    Set LibreOfficeDocument = ActiveSheet.Range("A1").CellRange.Spreadsheet.DrawPage.Forms.Parent
End Function

' A path, the bare name of a workbook that was never saved, or LibreOffice's file address, whose quotes are encoded.
Private Function SourceAddress() As String
    Dim document As Object
    Set document = LibreOfficeDocument()
    If document Is Nothing Then
        SourceAddress = ActiveWorkbook.Name
        If ActiveWorkbook.Path <> "" Then SourceAddress = ActiveWorkbook.Path & Application.PathSeparator & SourceAddress
    Else
        SourceAddress = document.URL
    End If
End Function

' LibreOffice writes the 97 format from SaveCopyAs whatever the name says, so its own document stores the copy.
Private Function SavedCopy(stem As String) As String
    Dim document As Object, options(0) As Object, dot As Long
    Set document = LibreOfficeDocument()
    If document Is Nothing Then
        SavedCopy = stem & ".xlsx"
        dot = InStrRev(ActiveWorkbook.Name, ".")
        If ActiveWorkbook.Path <> "" And dot > 0 Then SavedCopy = stem & Mid(ActiveWorkbook.Name, dot)
        ActiveWorkbook.SaveCopyAs SavedCopy
    Else
        SavedCopy = stem & ".xlsm"
        Set options(0) = CreateObject("com.sun.star.beans.PropertyValue")
        options(0).Name = "FilterName"
        options(0).Value = "Calc MS Excel 2007 VBA XML"
        document.storeToURL "file://" & SavedCopy, options
    End If
End Function

Private Function TemporaryFolder() As String
    TemporaryFolder = Environ("TEMP")
    If TemporaryFolder = "" Then TemporaryFolder = Environ("TMPDIR")
    If TemporaryFolder = "" Then TemporaryFolder = "/tmp"
    TemporaryFolder = TemporaryFolder & Application.PathSeparator
End Function

Private Function WindowHandle() As String
    WindowHandle = "0"
    On Error Resume Next
    WindowHandle = CStr(Application.Hwnd)
End Function

' Only a Linux file name can hold a double quote; there an argument may stand in single quotes.
Private Function Quoted(argument As String) As String
    Dim mark As String
    mark = """"
    If InStr(argument, mark) > 0 Then mark = "'"
    Quoted = mark & argument & mark
End Function

' Two lines: the address of a workbook to open (ASCII), and a sentence in the system's code page; each may be empty.
Private Sub ReadAnswer(path As String, result As String, notice As String)
    Dim handle As Integer
    handle = FreeFile
    Open path For Input As #handle
    Line Input #handle, result
    Line Input #handle, notice
    Close #handle
End Sub

' The text of a hidden name such as ="..." of the workbook or add-in that holds this macro.
Private Function Message(name As String) As String
    On Error Resume Next
    Message = ThisWorkbook.Names("xltoolkit_" & name).RefersTo
    Message = Mid(Message, 3, Len(Message) - 3)
End Function
